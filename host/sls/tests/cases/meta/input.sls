META:
  name: demo
x:
  META:
    hello: world
  exec.run: []
