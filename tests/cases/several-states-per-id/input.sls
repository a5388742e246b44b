both:
  time.sleep:
    - duration: 0
  exec.run:
    - path: test.ping
