ok:
  exec.run:
    - path: test.ping
bad:
  exec.run:
    - path: test.fail
after:
  time.sleep:
    - duration: 0
    - require:
      - exec: ok
    - require:
      - exec: bad
pattern:
  time.sleep:
    - duration: 0
    - require:
      - exec: "o*"
nested:
  time.sleep:
    - duration: 0
    - onchanges:
      - exec:
        - ok: []
        - bad: []
plain:
  time.sleep:
    - require: [{exec: [ok, bad]}]
file:
  exec.run:
    - path: test.ping
    - onfail:
      - time: after
    - require_any:
      - aws.ec2.vpc: made_before
