far: exec.run
