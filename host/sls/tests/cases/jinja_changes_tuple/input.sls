{% set t = (1, 2) %}
{% do t.append(3) %}
