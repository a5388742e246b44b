a:
  exec.run:
    - path: test: echo
