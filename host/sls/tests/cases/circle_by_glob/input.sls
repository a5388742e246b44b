x1:
  time.sleep:
    - require:
      - time: x*
y1:
  exec.run:
    - kwargs: {value: "${time:y2:out}"}
y2:
  time.sleep:
    - require_any:
      - exec: y?
