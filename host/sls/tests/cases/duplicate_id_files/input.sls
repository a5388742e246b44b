include:
  - b
x:
  exec.run: []
