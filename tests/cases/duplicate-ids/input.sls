same:
  exec.run:
    - path: test.ping
other:
  exec.run:
    - path: test.ping
same:
  exec.run:
    - path: test.fail
