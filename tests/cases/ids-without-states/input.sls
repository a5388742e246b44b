.base: {path: x}
b:
  exec.run: [{path: test.ping}]
