there:
  exec.run:
    - path: test.ping
