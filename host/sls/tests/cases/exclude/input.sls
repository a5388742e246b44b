include:
  - b
  - c
exclude:
  - b
  - id: z*
  - nothing
x: exec.run
