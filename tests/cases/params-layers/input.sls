a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('v') }}
b:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('d', {}) }}
c:
  exec.run:
    - path: test.echo
    - kwargs:
        value: "x{{ params.get('nosuch') }}y"
e:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('nosuch') }}
f:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('nul') }}
g:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('nul', 'dd') }}
h:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('lst', []) }}
i:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {% for k in params.get('lst', []) %}{{ k }},{% endfor %}
j:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {{ params.get('d', {}).get('nosuch') }}
