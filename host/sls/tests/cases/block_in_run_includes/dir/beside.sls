from_beside: exec.run
