v: 1
d: {a: 1, b: 2}
nul: null
lst: [a, b]
