src:
  exec.run:
    - path: test.echo
    - kwargs: {value: {list: [{k: 1}, {k: 2}], m: {n: [5, 6]}}}
dst:
  exec.run:
    - path: test.echo
    - kwargs:
        value: [ "${exec:src:list[0]:k}", "${exec:src:m:n[1]}", "${exec:src:list[*]:k}", "a-${exec:src:m}-b" ]
