include: foo
x: exec.run
