src:
  exec.run: [{path: test.echo}, {kwargs: {value: {k: v}}}]
dst:
  exec.run:
    - path: test.echo
    - kwargs: {value: none}
    - arg_bind:
      - exec:
        - src:
          - k: kwargs:value
