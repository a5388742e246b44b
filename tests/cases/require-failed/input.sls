broken:
  exec.run:
    - path: test.fail
needs-broken:
  exec.run:
    - path: test.ping
    - require:
      - exec: broken
needs-that:
  time.sleep:
    - duration: 0
    - require:
      - exec: needs-broken
free:
  time.sleep:
    - duration: 0
