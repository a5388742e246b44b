group:
  sls.run:
    - sls_sources: [other]
#!require:group.child
second: exec.run
