s: exec.run
#!require:s
t: exec.run
#!END
#!jinjaa|yaml
#!jinja
just text
#!json
{"a": [1,}
