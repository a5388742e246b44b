dst:
  exec.run:
    - arg_bind:
      - exec: src
      - exec:
        - src:
          - id: kwargs[3]
