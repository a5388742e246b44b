# the other
x:
  time.sleep: []
