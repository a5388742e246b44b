{% set d = {"b": 1, "a": {"z": [1, (2, 3)]}} %}
a: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ d|dictsort }} {{ d.a.z[1][0] }} {{ d|length }} {{ d.items()|list }} {{ "x" in "xyz" }} {{ none }} {{ true and 5 }} {{ "a,b".split(",") }} {{ range(3)|list }} {{ 1.0 }} {{ 10/4 }} {{ "é"|upper }}"}}]}
