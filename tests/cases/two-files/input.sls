a: {time.sleep: [{duration: 0}]}
