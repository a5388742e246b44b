one:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {v: {{ params.get('size') }}, w: {{ params.get('other','none') }}}
two:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {v: "${exec:one:v}"}
    - require:
      - exec: one
