one:
  time.sleep:
    - duration: soon
