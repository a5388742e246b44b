a:
  exec.run:
    - plain: {{ params.get("foo") }}
    - missing: {{ params.get("nope") }}
    - default: {{ params.get("nope", "dflt") }}
    - inside: "a{{ params.get('nope') }}b"
    - deep: {{ params["d"]["k"] }}
    - whole: {{ params.d }}
    - null_one: "{{ params.nul }}"
    - nested_missing: "{{ params.d.get('x') }}"
    {% if params.get("nope") %}
    - never: 1
    {% endif %}
