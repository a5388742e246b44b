svc1:
  sls.run:
    - sls_sources:
      - child
    - size: 3
svc2:
  sls.run:
    - sls_sources:
      - child
    - size: 4
    - params:
      - pp
use:
  exec.run:
    - path: test.echo
    - kwargs:
        value: ${exec:svc1.two:v}
    - require:
      - sls: svc1
