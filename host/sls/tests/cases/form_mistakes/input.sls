no_function:
  exec:
    - path: test.ping
two_functions:
  exec.run:
    - one
    - two
no_list:
  exec.run: test.ping
numbers:
  exec.run:
    - 5
blank:
  "exec .run": []
empty: {}
later:
  sls.run:
    - sls_sources: [x]
