one: just text
two:
  exec.run:
    - path: test.ping
