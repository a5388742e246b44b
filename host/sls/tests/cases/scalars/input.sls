x:
  exec.run:
    - kwargs:
        value: {a: yes, b: 0755, c: 0o17, d: 0x1F, e: 1e3, f: 1_000, g: ~, h: 2020-01-01, i: 12:30, k: 1.0, m: on, o: 0, q: 2020-01-01T10:00:00Z, r: 089, w: y}
    - account: 012345670123
    - shared: &s {a: 1, b: 2}
    - merged: {<<: *s, b: 3}
    - ports: {80: http, true: yes}
