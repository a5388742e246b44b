i:
  time.sleep:
    - name: other
    - duration: 0
u: {time.sleep: [{duration: 0}, {require: [{time: other}]}]}
v: {time.sleep: [{duration: 0}, {require: [{time: i}]}]}
