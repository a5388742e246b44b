include:
  - base
extend:
  a:
    exec.run:
      - kwargs: {value: changed}
  b:
    time:
      - duration: 0
      - require:
        - exec: a
  c:
    time.sleep:
      - require:
        - time: b
top:
  exec.run:
    - path: test.ping
