i: {time.sleep: [{duration: 0}]}
