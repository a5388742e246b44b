a:
  data.write:
    - file_name: A.txt
    - template: "Hello {% raw %}{{ parameters.who }} {{ who }}{% endraw %}"
    - parameters: {who: bob}
b:
  data.write:
    - file_name: B.json
    - parameters: {a: {b: [1, null, true, "x"]}}
d:
  data.write:
    - file_name: D.txt
    - template_file_name: tpl.j2
    - parameters: {who: eve}
