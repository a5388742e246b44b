one:
  exec.run:
    - path: test.ping
    - kwargs: {value: [1, 2}
