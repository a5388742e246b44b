include:
  - .own

third:
  test.nop: []
