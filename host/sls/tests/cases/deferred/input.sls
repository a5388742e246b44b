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
#!END
u: {time.sleep: [require: [exec: elsewhere]]}
#!json; require: s; require:t
{"v": {"time.sleep": []}}
