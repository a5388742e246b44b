.base: &base {path: test.echo}
__hidden: {exec.run: [{path: test.fail}]}
values:
  list: [1, 2]
  inner: {a: b}
net:
  __note: anything
  exec.run:
    - path: test.ping
