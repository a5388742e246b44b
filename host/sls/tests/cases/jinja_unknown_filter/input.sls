a:
  exec.run:
    - value: {{ "x" | shout }}
