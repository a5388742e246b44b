{% set l = [] %}
{% set m = {} %}
{% for x in ['c', 'a', 'b'] %}
{% do l.append(x) %}
{% do m.update({x: loop.index}) %}
{% endfor %}
{% do l.insert(0, 'first') %}
{% do l.extend(['y', 'z']) %}
out:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {list: {{ l }}, map: {{ m }}, sorted: {{ l | sort }}, text: "{{ '%s-%03d' % ('a', 7) }}", joined: "{{ l | join(',') }}"}
