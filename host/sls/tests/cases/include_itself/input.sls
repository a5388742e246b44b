include:
  - .input
a:
  time.sleep: [{duration: 1}]
