a:
  exec.run:
    - value: {{ (1 if false) + 1 }}
