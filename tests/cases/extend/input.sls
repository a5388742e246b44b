include: [base]
extend:
  one:
    exec.run:
      - kwargs: {value: new}
      - require: [{time: t}]
t: {time.sleep: [{duration: 0}]}
