src: exec.run
dst:
  exec.run:
    - kwargs: {other: 1}
    - arg_bind:
      - exec:
        - src:
          - id: kwargs:value
          - name: plain
