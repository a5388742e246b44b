include:
  - sub.leaf
  - sub
  - other
top: exec.run
