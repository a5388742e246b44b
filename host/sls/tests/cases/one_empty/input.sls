a: exec.run
