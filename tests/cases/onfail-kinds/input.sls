ok:
  exec.run:
    - path: test.ping
bad:
  exec.run:
    - path: test.fail
a:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: bad
b:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: ok
c:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: ok
      - exec: bad
d:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: b
e:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: bad
    - require:
      - exec: ok
f:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
    - onfail:
      - exec: bad
    - require:
      - exec: bad
g:
  exec.run:
    - path: test.fail
    - onfail_in:
      - exec: h
h:
  exec.run:
    - path: test.echo
    - kwargs: {value: ran}
