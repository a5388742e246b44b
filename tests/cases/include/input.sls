include:
  - parts.more
here:
  time.sleep:
    - duration: 0
    - require:
      - exec: there
