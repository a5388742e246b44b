s:
  exec.run:
    - path: test.echo
    - kwargs: {value: {id: 7}}
#!require:s
t:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ hub.idem.arg_bind.resolve("${exec:s:id}") }}
    - require:
        - exec: s
    - other: "${exec:s:id} {{ params.p }}"
