svc1:
  sls.run:
    - sls_sources: [sub.service]
