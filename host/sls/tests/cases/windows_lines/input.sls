a:
  exec.run:
    - x: {{ 1 }}
    - y: "${exec:a}"
