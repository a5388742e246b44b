top: exec.run
a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ parms.x }}
