#!jinja|json
{"x": {"exec.run": [{"path": "test.echo"}, {"kwargs": {"value": {{ 1+1 }} }}]}}
#!END
y:
  exec.run: [{value: "{{ 1 }}"}]
#!yaml
z:
  exec.run: [{value: "{{ 1 }}"}]
#!toml
[t."exec.run"]
value = 3
