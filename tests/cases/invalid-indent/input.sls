one:
  exec.run:
    - path: test.ping
   - kwargs: {}
