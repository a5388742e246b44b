a:
  exec.run:
    - x: {{ foo }}
