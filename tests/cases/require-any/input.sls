ok:
  exec.run:
    - path: test.ping
bad:
  exec.run:
    - path: test.fail
one:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: ok
      - exec: bad
none:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: bad
both:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: bad
    - require:
      - exec: ok
glob:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: "*"
missing:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: nosuch
      - exec: ok
missing2:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: nosuch
two:
  time.sleep:
    - duration: 0
    - require_any:
      - exec: 
        - ok: []
        - bad: []
