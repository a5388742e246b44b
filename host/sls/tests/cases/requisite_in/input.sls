a:
  time.sleep:
    - duration: 0
    - require_in:
      - exec: b
      - c
b:
  exec.run:
    - path: test.ping
c:
  exec.run:
    - path: test.ping
    - onfail_in:
      - time: d
    - listen_in:
      - time: d
d:
  time.sleep:
    - duration: 0
