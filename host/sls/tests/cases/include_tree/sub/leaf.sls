include:
  - .twin
  - ..other
leaf: exec.run
