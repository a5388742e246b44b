a:
  exec.run:
    - x: {{ params.fo }}
