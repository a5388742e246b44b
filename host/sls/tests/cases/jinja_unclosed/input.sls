a: exec.run
{% for x in range(3) %}
b{{ x }}: exec.run
