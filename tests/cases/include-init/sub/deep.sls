d: {time.sleep: [{duration: 0}, {require: [{time: i}]}]}
