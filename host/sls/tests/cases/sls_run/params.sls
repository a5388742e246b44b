a: run
b: run
c: run
