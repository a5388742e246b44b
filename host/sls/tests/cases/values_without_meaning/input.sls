a:
  exec.run:
    - x: .inf
    - y: !secret z
    - z: =
    - [a]: 1
    - big: 123456789012345678901234567890
