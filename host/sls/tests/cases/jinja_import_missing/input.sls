{% include "nothing.j2" %}
