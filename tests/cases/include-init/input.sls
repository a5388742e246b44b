include:
  - sub
  - sub.deep
m: {time.sleep: [{duration: 0}, {require: [{sls: sub}]}]}
