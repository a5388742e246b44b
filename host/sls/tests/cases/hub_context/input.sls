{% set ctx = hub.idem.acct.ctx("exec.aws", "default") %}
a:
  exec.run:
    - value: {{ hub.exec.test.echo(ctx, "x").ret }}
    - named: {{ hub.exec.test.echo(ctx=ctx, value="y").ret }}
    - plain: {{ hub.exec.test.echo({"acct": {"key": "secret"}}, "z").ret }}
