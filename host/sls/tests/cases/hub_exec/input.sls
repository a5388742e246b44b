{% set r = hub.exec.test.echo("q") %}
a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ r.ret }}
        same: {{ hub.exec.test.echo(value=[1, none, {"k": "v"}]).ret }}
        whole: {{ hub.exec.test.fail() }}
{% set f = hub.exec.test.count %}
{% for n in range(2) %}
count_{{ f().ret }}:
  time.sleep: []
{% endfor %}
{% if not hub.exec.test.fail().result %}
failed: time.sleep
{% endif %}
