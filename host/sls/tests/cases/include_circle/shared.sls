shared:
  time.sleep: [{duration: 1}]
