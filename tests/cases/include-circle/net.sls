include:
  - input

second:
  test.nop: []
