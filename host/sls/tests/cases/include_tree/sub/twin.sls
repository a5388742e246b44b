twin: exec.run
