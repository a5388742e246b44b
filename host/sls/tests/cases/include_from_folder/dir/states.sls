include:
  - near
  - .near
  - far
here: exec.run
