# comment
{% if %}
