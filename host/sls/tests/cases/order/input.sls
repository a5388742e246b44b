d: exec.run
last:
  exec.run: [{order: last}]
second:
  exec.run: [{order: 1}]
first:
  exec.run: [{order: first}]
before_last:
  exec.run: [{order: -1}]
e: exec.run
