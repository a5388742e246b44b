a:
  exec.run:
    - value: {{ hub.OPT.acct.acct_key }}
