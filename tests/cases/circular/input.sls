hen:
  time.sleep:
    - duration: 0
    - require:
      - time: egg
egg:
  time.sleep:
    - duration: 0
    - require:
      - time: hen
