one:
  time.sleep: []
