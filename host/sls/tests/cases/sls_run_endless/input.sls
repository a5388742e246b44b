a: {sls.run: [sls_sources: [input]]}
