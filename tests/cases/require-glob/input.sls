web-1: {time.sleep: [{duration: 0}]}
web-2: {time.sleep: [{duration: 0}]}
db: {time.sleep: [{duration: 0}, {require: [{time: "web-*"}]}]}
