src:
  exec.run:
    - path: test.echo
    - names: [n1, n2]
pick:
  exec.run:
    - kwargs:
        value: "${exec:src[n2]:id}"
none:
  exec.run:
    - names: []
