{% set names = ['a','b','c'] %}
{% macro st(n, v) %}
m_{{ n }}:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ v }}
{% endmacro %}
{% for n in names if n != 'b' %}
{{ st(n, loop.index) }}
{% endfor %}
{% set d = {'k': [1,2,{'z': 3}]} %}
dd:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ d }}
{% if hub.exec.test.ping().ret %}
yes_ping:
  exec.run:
    - path: test.ping
{% endif %}
hubby:
  exec.run:
    - path: test.echo
    - args: ["{{ hub.exec.test.echo('q').ret }}"]
