{% if hub.OPT.idem %}
a: exec.run
{% endif %}
