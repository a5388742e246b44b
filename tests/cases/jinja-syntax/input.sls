{% for flower in ["rose"] %}
{{ flower }}:
  exec.run:
    - path: test.ping
