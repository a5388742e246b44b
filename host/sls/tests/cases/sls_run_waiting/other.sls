a: exec.run
#!require:a
b: exec.run
