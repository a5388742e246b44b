y: exec.run
