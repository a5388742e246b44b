include:
  - .leaf
subinit: exec.run
