src:
  exec.run:
    - path: test.echo
    - kwargs: {value: {id: 5, items: [a, b]}}
blk:
  render.block:
    - sls: |
        late:
          exec.run:
            - path: test.echo
            - kwargs: {value: "${exec:src:id}"}
        {% raw %}
        {% for x in ['p','q'] %}
        late_{{ x }}:
          exec.run:
            - path: test.ping
        {% endfor %}
        {% endraw %}
    - require:
      - exec: src
