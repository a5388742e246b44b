2024:
  exec.run:
    - path: test.ping
