{% macro state(id) -%}
{{ id }}:
  exec.run:
    - value: "${exec:b}"
{%- endmacro %}

{{ state("a") }}
{{ state("b") }}
c:
  exec.run:
    - value: "${exec:a}"
