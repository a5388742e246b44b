{% set common = {'path': 'test.echo'} %}
a: &a
  exec.run: &args
    - path: test.echo
    - kwargs: &kw {value: {x: 1}}
b: *a
c:
  exec.run: *args
d:
  exec.run:
    - path: test.echo
    - kwargs:
        value:
          <<: {x: 1, y: 2}
          y: 3
