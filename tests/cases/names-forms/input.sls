multi:
  exec.run:
    - path: test.echo
    - kwargs: {value: 1}
    - names: [a, b, c]
sl:
  time.sleep:
    - duration: 0
    - names:
      - x
      - y
    - require:
      - exec: multi
one:
  time.sleep:
    - duration: 0
    - require:
      - exec: b
nn:
  time.sleep:
    - duration: 0
    - names: []
dup:
  time.sleep:
    - duration: 0
    - names: [q, q]
