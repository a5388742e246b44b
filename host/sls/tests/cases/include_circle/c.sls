{% if true %}
include:
  - shared
  - input
{% endif %}
