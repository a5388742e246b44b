include:
  - p2
  - p1
