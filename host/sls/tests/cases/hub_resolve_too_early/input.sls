b: exec.run
a:
  exec.run:
    - value: {{ hub.idem.arg_bind.resolve("${exec:b:id}") }}
