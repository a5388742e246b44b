first:
  exec.run:
    - path: test.echo
    - kwargs: {value: {id: 7, l: [1, 2]}}
#!require:first
{% for n in hub.idem.arg_bind.resolve("${exec:first:l}") %}
later_{{ n }}:
  exec.run:
    - path: test.echo
    - kwargs: {value: {{ n }}}
{% endfor %}
#!END
last:
  time.sleep: [{duration: 0}]
