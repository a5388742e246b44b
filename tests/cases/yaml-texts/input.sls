a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: |
          one
            two

          three
b:
  exec.run:
    - path: test.echo
    - kwargs:
        value: >-
          folded
          text

          more
