first:
  time.sleep:
    - require_in:
      - exec: secnd
second:
  exec.run: []
