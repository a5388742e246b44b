a:
  exec.run:
    - names: [x, x, 3, {y: 1}]
b:
  exec.run:
    - name: 5
