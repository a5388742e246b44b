{% set names = ["a", "b"] %}
{% for n in names %}
item_{{ n }}:
  exec.run:
    - path: test.echo
    - kwargs:
        value: "{{ n }}-{{ loop.index }}-{{ n|b64encode }}"
{% endfor %}
sum:
  exec.run:
    - path: test.echo
    {%- if names|length > 1 %}
    - kwargs:
        value: {{ {"x": 1, "l": [true, none, "it's"]} }}
    {%- endif %}
    - extra: {{ 'yes'.upper() }}
