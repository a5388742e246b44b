{% set words = {"a": 1, "b": 2} %}
{% for key, value in words.items() %}
{% if value is odd %}
odd-{{ key }}:
{% else %}
even-{{ key }}:
{% endif %}
  exec.run:
    - path: test.echo
    - kwargs: {value: {{ value }}}
{% endfor %}
