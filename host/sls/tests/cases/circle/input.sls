a:
  time.sleep:
    - duration: 0
    - require:
      - time: b
b:
  time.sleep:
    - duration: 0
    - require:
      - time: c
c:
  exec.run:
    - path: test.ping
c2:
  time.sleep:
    - duration: 0
    - require:
      - time: c3
c3:
  time.sleep:
    - name: c
    - duration: ${time:a:duration}
