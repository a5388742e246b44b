ok:
  exec.run:
    - path: test.ping
missing:
  time.sleep:
    - duration: 0
    - require:
      - exec: nosuch
missing2:
  time.sleep:
    - duration: 0
    - require:
      - aws.ec2.vpc: nosuch
missing3:
  time.sleep:
    - duration: 0
    - onchanges:
      - exec: nosuch
missing4:
  time.sleep:
    - duration: 0
    - onfail:
      - exec: nosuch
missing5:
  time.sleep:
    - duration: 0
    - watch:
      - exec: nosuch
