{# What Jinja2 makes of each is in the expected file. #}
{% set l = [] %}{% for i in range(3) %}{% do l.append(i * 2) %}{% endfor %}{% set out = l %}
s00:
  exec.run: [value: {{ out | string | tojson }}]
{% set d = {"x": 1} %}{% do d.update({"y": 2}) %}{% do d.update(z=3) %}{% set out = d %}
s01:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [1, 2, 3] %}{% do l.insert(0, 'a') %}{% do l.extend([4, 5]) %}{% set p = l.pop() %}{% set q = l.pop(0) %}{% do l.remove(2) %}{% set out = [l, p, q] %}
s02:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [3, 1, 2] %}{% do l.sort() %}{% do l.reverse() %}{% set out = [l, l.index(1), l.count(3)] %}
s03:
  exec.run: [value: {{ out | string | tojson }}]
{% set d = {} %}{% for k in ['a', 'b'] %}{% do d.setdefault(k, []).append(k ~ '!') %}{% endfor %}{% do d.setdefault('a', 1) %}{% set out = d %}
s04:
  exec.run: [value: {{ out | string | tojson }}]
{% set d = {'a': 1, 'b': 2} %}{% set p = d.pop('a') %}{% set q = d.pop('zz', 'none') %}{% set out = [d, p, q] %}
s05:
  exec.run: [value: {{ out | string | tojson }}]
{% set ns = namespace(n=0, l=[]) %}{% for i in [1, 2, 3] %}{% set ns.n = ns.n + i %}{% do ns.l.append(ns.n) %}{% endfor %}{% set out = [ns.n, ns.l] %}
s06:
  exec.run: [value: {{ out | string | tojson }}]
{% set a = [1] %}{% set b = a %}{% do b.append(2) %}{% set c = a + [3] %}{% do c.append(4) %}{% set out = [a, b, c] %}
s07:
  exec.run: [value: {{ out | string | tojson }}]
{% set a = [1, 2, 3] %}{% set b = a[:] %}{% do b.append(9) %}{% set c = a.copy() %}{% do c.clear() %}{% set out = [a, b, c] %}
s08:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = ['b', 'a'] | sort %}{% do l.append('c') %}{% set out = l %}
s09:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = 'a,b'.split(',') %}{% do l.append('c') %}{% set out = l %}
s10:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = range(2) | list %}{% do l.append(7) %}{% set out = l %}
s11:
  exec.run: [value: {{ out | string | tojson }}]
{% set d = dict(a=1) %}{% do d.update([('b', 2)]) %}{% set out = d %}
s12:
  exec.run: [value: {{ out | string | tojson }}]
{% set c = cycler('x', 'y') %}{% set l = [] %}{% for i in range(3) %}{% do l.append(c.next()) %}{% endfor %}{% set out = l %}
s13:
  exec.run: [value: {{ out | string | tojson }}]
{% set j = joiner(',') %}{% set out %}{% for i in range(3) %}{{ j() }}{{ i }}{% endfor %}{% endset %}
s14:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% for i in range(6) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{% endfor %}{% endset %}
s15:
  exec.run: [value: {{ out | string | tojson }}]
{% macro m(a, b=[]) %}{{ a }}-{{ b }}{% endmacro %}{% set out = m(1) ~ m(2, [3]) ~ m(a=4, b='x') %}
s16:
  exec.run: [value: {{ out | string | tojson }}]
{% macro m() %}<{{ caller() }}>{% endmacro %}{% set out %}{% call m() %}in{% endcall %}{% endset %}
s17:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% for a, b in {'x': 1, 'y': 2}.items() %}{{ loop.index }}{{ a }}{{ b }}{{ ',' if not loop.last }}{% endfor %}{% endset %}
s18:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% for k in {'x': 1, 'y': 2} %}{{ k }}{% endfor %}{% endset %}
s19:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [[1, 2], [3, 4]] %}{% set out %}{% for a, b in l %}{{ a + b }};{% endfor %}{% endset %}
s20:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% for i in [1, [2, [3]]] recursive %}{% if i is iterable %}({{ loop(i) }}){% else %}{{ i }}{% endif %}{% endfor %}{% endset %}
s21:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% filter upper %}ab{{ 'c' }}{% endfilter %}{% endset %}
s22:
  exec.run: [value: {{ out | string | tojson }}]
{% set x, y = 1, 2 %}{% set out = x + y %}
s23:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}{% with a = [1], b = a %}{{ a }}{% endwith %}{% endset %}
s24:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [1] %}{% if l.append(2) %}x{% endif %}{% set out = l %}
s25:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [] %}{% set _ = l.append(1) %}{% set out = l %}
s26:
  exec.run: [value: {{ out | string | tojson }}]
{% set t = (1, 2) %}{% set out = t + (3,) %}
s27:
  exec.run: [value: {{ out | string | tojson }}]
{% set d = {'a': {'b': 1}} %}{% do d.a.update(c=2) %}{% set out = d %}
s28:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [1,2,3,4] %}{% set out = [l[-1], l[0], l|length, l[1:]|sum, l[::-1]] %}
s29:
  exec.run: [value: {{ out | string | tojson }}]
{% set l = [] %}{% for g in [{'n': 'x'}, {'n': 'y'}, {'n': 'x'}] | groupby('n') %}{% do l.append(g.grouper ~ g.list | length) %}{% endfor %}{% set out = l %}
s30:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = params.get('nope', [1]) + [2] %}
s31:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'a\tb\nc' %}
s32:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = "%s" | format("x") %}
s33:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [1, 2, 3] | map('string') | map('upper') | list %}
s34:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ['a', 'b'] | map('replace', 'a', 'x') | list %}
s35:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = {'a': 1, 'b': 2} | dictsort(false, 'value', true) %}
s36:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [{'a': 2}, {'a': 1}] | sort(attribute='a') %}
s37:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [{'a': 2}, {'a': 1}] | sum(attribute='a') %}
s38:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ['x'] * 2 + ['y'] %}
s39:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 10 - 2 - 3 + 4 * 2 % 3 %}
s40:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = -2 ** 2 %}
s41:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'a' + 'b' ~ 'c' + 'd' %}
s42:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 1 if false else 2 if false else 3 %}
s43:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = not true and false or true %}
s44:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'a' ~ ('b' if false) ~ 'c' %}
s45:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [3, 1] | sort(true) %}
s46:
  exec.run: [value: {{ out | string | tojson }}]
{% set c = cycler('x', 'y') %}{% set out = c.next() ~ c.current ~ c.next() ~ c.next() %}
s47:
  exec.run: [value: {{ out | string | tojson }}]
{% set out %}[{{ 1 if 0 }}]{% endset %}
s48:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'x %s' % ('y' if true) %}
s49:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ['b', 'A', 'c'] | sort %}
s50:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ['b', 'A', 'c'] | sort(case_sensitive=true) %}
s51:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = {'a': none, 'b': true} %}
s52:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = "a" "b" 'c' %}
s53:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = {'k': 'v'}['k'] ~ {'k': 'v'}.k %}
s54:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [1,2,3][0:2] | join('') %}
s55:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ('a', 'b') | join('-') %}
s56:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ['a', 'b'] | last | upper %}
s57:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'Hello World'.title().swapcase().lower() %}
s58:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 5 | string ~ 6 %}
s59:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = "%d%%" % 50 %}
s60:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = '{a} {b[0]}'.format(a=1, b=[2]) %}
s61:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [['a', 1], ['b', 2]] | map('last') | sum %}
s62:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = {'a': 1}.items() | map('first') | list %}
s63:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = dict([('a', 1)], b=2) %}
s64:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = (['a', 'b'] | map('upper') | list) + ['c'] %}
s65:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [1, 2] is sequence and 'a' is sequence and {} is sequence %}
s66:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'x' is in 'xyz' and 1 is not none %}
s67:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [[1, 2], [3]] | sum(start=[]) %}
s68:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 17 | filesizeformat ~ (1000000 | filesizeformat) %}
s69:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'a-b_c d' | replace('-', '') | replace('_', '') %}
s70:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = ('a.b' | replace('.', '-')).split('-') %}
s71:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'a' * 3 + 'b' %}
s72:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = [0] * 3 %}
s73:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = '%s' % none %}
s74:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = '%s' % (true,) %}
s75:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 'k=%s' % {'a': 1} %}
s76:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 1.0 / 3 %}
s77:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 6 / 2 %}
s78:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 2 ** 0.5 %}
s79:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 1e20 %}
s80:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 0.1 + 0.2 %}
s81:
  exec.run: [value: {{ out | string | tojson }}]
{% set out = 10 // 3 ~ 10 % 3 %}
s82:
  exec.run: [value: {{ out | string | tojson }}]
