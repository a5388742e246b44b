include:
  - b
  - shared
a:
  time.sleep: [{duration: 1}]
