w1:
  data.write:
    - file_name: o.txt
    - template: "{% raw %}{% for k, v in parameters.items() %}{{ k }}={{ v }};{% endfor %}{% endraw %}"
    - parameters: {a: 1, b: two}
w2:
  data.write:
    - parameters: {a: 1}
w3:
  data.write:
    - file_name: nodir/o.txt
    - parameters: {a: 1}
t2:
  template.render:
    - name: tt
t3:
  template.render:
    - template_file_name: nofile.j2
t4:
  template.render:
    - template_file_name: f.j2
    - variables: {l: [1,2]}
use:
  exec.run:
    - path: test.echo
    - kwargs: {value: "${template:t4:rendered}"}
tr:
  trigger.build:
    - triggers:
      - x: ${exec:use:0}
tr2:
  trigger.build: []
