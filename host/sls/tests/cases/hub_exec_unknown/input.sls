a:
  exec.run:
    - value: {{ hub.exec.test.eco("q").ret }}
