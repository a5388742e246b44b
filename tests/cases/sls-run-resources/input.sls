{% for n in ['p', 'q'] %}
grp_{{ n }}:
  sls.run:
    - sls_sources: [net]
    - n: {{ n }}
    - octet: {{ loop.index }}
{% endfor %}
