near: exec.run
