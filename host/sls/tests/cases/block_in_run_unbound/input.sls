s: exec.run
