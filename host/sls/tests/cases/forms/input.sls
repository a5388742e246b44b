several:
  exec.run:
    - path: test.ping
  time.sleep:
    - duration: 0
short: time.sleep
bare:
  exec:
    - run
    - path: test.ping
mapping:
  exec.run:
    path: test.echo
    kwargs: {value: 1}
nothing:
  exec.run:
flow:
  exec.run: [{path: test.echo}, {kwargs: {value: 2}}]
