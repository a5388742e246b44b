cfg:
  a: {secs: 0}
  b: {}
top: yes
