first: exec.run
#!require:frist
second: exec.run
