third:
  exec.run:
    - path: test.echo
    - kwargs: {value: 3}
    - require:
      - time: second
second:
  time.sleep:
    - duration: 0
    - require:
      - exec: first
first:
  exec.run:
    - path: test.ping
