one:
  time.sleep:
    - duration: 0
  time.sleep:
    - duration: 0
