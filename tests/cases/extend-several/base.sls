a:
  exec.run:
    - path: test.echo
    - kwargs: {value: orig}
b:
  time.sleep:
    - duration: 1
c:
  time.sleep:
    - duration: 0
    - require:
      - exec: a
