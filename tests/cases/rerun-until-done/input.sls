counts:
  exec.run:
    - path: test.reconcile_with_rerun_data
after:
  exec.run:
    - path: test.ping
    - require: [{exec: counts}]
