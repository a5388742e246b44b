# the length of what a loop makes differs with marks
{% for x in [1, 0] recursive %}
{%- if x %}
id{{ loop([0]) | length }}:
  exec.run:
    - value: "${exec:id3}"
{% endif %}
{% endfor %}
