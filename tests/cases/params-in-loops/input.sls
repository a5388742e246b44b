{% set cfg = params.get('cfg', {}) %}
{% for n, d in cfg.items() %}
s-{{ n }}:
  time.sleep: [{duration: {{ d.secs|default(0) }}}]
{% endfor %}
p:
  exec.run:
    - path: test.echo
    - kwargs: {value: "{{ params.top }}-{{ params.get('none') }}"}
