include:
  - net

first:
  test.nop: []
