svc1: sls.run
