a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {i: 010, h: 0xff, o: 0o7, f: 1e3, g: 1.5e+3, y: yes, n: No, t: "on", nul: ~, d: 2020-01-02, s: 1:30, e: "", m: 1_000, q: !!str 5, neg: -0, inf: "x", k: 0777, b: 0b11, z: "010"}
