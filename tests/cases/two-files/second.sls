b: {time.sleep: [{duration: 0}, {require: [{sls: input}]}]}
