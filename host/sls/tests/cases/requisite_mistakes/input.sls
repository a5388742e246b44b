ok:
  exec.run:
    - path: test.ping
text:
  time.sleep:
    - require:
      - ok
dotted:
  time.sleep:
    - require:
      - exec.run: ok
number:
  time.sleep:
    - require:
      - exec: 5
      - 7
      - aws.ec2.vpc.present: x
shape:
  time.sleep:
    - require: 3
