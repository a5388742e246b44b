x: 1
#!require:a
y: 2
