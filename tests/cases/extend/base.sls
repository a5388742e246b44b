one:
  exec.run:
    - path: test.echo
    - kwargs: {value: old}
