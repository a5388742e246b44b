{% set l = [1, 2] %}
a:
  exec.run:
    - value: {{ l[0 }}
