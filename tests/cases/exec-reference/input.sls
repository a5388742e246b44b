source:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {colour: green}
copy:
  exec.run:
    - path: test.echo
    - kwargs:
        value: ${exec:source}
