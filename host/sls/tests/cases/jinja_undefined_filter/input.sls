a:
  exec.run:
    - path: test.echo
    - kwargs:
        value: "{{ missing | default('x') }}"
b:
  data.write:
    - file_name: out.json
    - template: "{{ value | tojson }}"
