{% include "part.j2" %}
{% from "m.j2" import nm with context %}
{{ nm("q") }}: {time.sleep: [{duration: 0}]}
