{% set found = hub.exec.test.echo({'a': [1, 2]}) %}
{% if found.result %}
{% for x in found.ret.a %}
one_{{ x }}:
  exec.run:
    - path: test.echo
    - kwargs: {value: {{ found['ret']['a'][loop.index0] }}}
{% endfor %}
{% endif %}
{% if not hub.exec.test.fail().result %}
failed_is_a_value:
  exec.run: [{path: test.ping}]
{% endif %}
