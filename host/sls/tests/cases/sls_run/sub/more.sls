three:
  exec.run:
    - arg_bind: [{exec: [{one: [{ret: value}]}]}]
    - names: [x, y]
