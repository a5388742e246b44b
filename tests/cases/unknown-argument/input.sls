one:
  time.sleep:
    - duration: 0
    - durration: 5
