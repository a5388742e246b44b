include: [base]
foo: bar
d: {k: v}
nul: null
