a:
  exec.run:
    - path: test.echo
    - kwargs: {value: {x: 1}}
b:
  exec.run:
    - path: test.echo
    - kwargs: {value: "${exec:a:x}"}
c:
  exec.run:
    - path: test.fail
