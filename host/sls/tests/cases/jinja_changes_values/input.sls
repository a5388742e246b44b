{% set d = {"x": 1} %}
{% do d.update({"y": 2}) %}
