a:
  exec.run:
    - value: {{ hub.exec.test.echo }}
