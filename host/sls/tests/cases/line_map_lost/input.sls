{% filter replace("x", "y") %}
x{% if true %}:
{% endif %}{% endfilter %}
  exec.run:
    - value: "${exec:y}"
{% macro m() %}

b: exec.run
{% endmacro %}{{ m() | trim }}
