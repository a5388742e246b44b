{% macro st(n, v) -%}
{{ n }}:
  exec.run:
    - path: test.echo
    - kwargs: {value: {{ v }}}
{%- endmacro %}
{{ st('m1', 1) }}
{{ st('m2', [1, 'a']) }}
{% set ns = namespace(x=0) %}
{% for i in range(3) %}{% set ns.x = ns.x + i %}{% endfor %}
n: {exec.run: [{path: test.echo}, {kwargs: {value: {{ ns.x }} }}]}
{% set l = [] %}{% do l.append(1) %}{% do l.extend([2,3]) %}
o: {exec.run: [{path: test.echo}, {kwargs: {value: {{ l }} }}]}
{% for i in range(10) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}
p{{ i }}: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ loop.index }} {{ loop.last }} {{ loop.length }}"}}]}
{% endfor %}
q: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ 'abc' | upper }} {{ [3,1,2] | sort | join('-') }} {{ 'a,b'.split(',') }} {{ {'a': 1}.items() | list }}"}}]}
r: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ 'x' | b64encode }} {{ 'eA==' | b64decode }}"}}]}
s: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ 7 // 2 }} {{ 7 / 2 }} {{ 2 ** 3 }} {{ 7 % 4 }} {{ 'a' ~ 1 }} {{ 1 in [1] }} {{ not true }} {{ 'a' if false else 'b' }}"}}]}
t: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ true }} {{ none }} {{ 1.0 }} {{ {'a': [1, none, true]} }}"}}]}
u: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ '%s-%03d' % ('a', 5) }} {{ '{}:{x}'.format(1, x=2) }} {{ 'abc'[1:] }} {{ 'abc'[::-1] }}"}}]}
v: {exec.run: [{path: test.echo}, {kwargs: {value: {{ {'a': 1, 'b': 'x'} | tojson }} }}]}
w: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ ['a','b'] | map('upper') | list }} {{ [{'k': 1}, {'k': 2}] | map(attribute='k') | sum }} {{ [1,2,3,4] | select('odd') | list }} {{ range(6) | batch(2) | list }}"}}]}
x: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ 'a b c' | replace(' ', '_') }} {{ 'Hello' | truncate(3, true, '') }} {{ '  x ' | trim }} {{ 3.7 | round | int }} {{ '5' | int + 1 }} {{ 'x' | default('y') }} {{ nosuch | default('dd') }}"}}]}
y: {exec.run: [{path: test.echo}, {kwargs: {value: "{{ [1,2,3] | first }} {{ [1,2,3] | last }} {{ [1,2,3] | length }} {{ [3,1] | max }} {{ 'ab' | list }} {{ [[1,2],[3]] | sum(start=[]) }} {{ 'a' * 3 }} {{ [1] + [2] }}"}}]}
z: {exec.run: [{path: test.echo}, {kwargs: {value: "{% filter upper %}abc{% endfilter %} {% with a = 1 %}{{ a }}{% endwith %} {{ dict(a=1).get('b', 'no') }} {{ {'b': 1, 'a': 2} | dictsort }} {{ [1,1,2] | unique | list }} {{ 'x' is string }} {{ 5 is divisibleby 5 }}"}}]}
