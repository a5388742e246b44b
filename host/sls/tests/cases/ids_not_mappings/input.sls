foo: 3
bar: baz
nothing:
1:
  exec.run: []
yes: exec.run
list: [1]
