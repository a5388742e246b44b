z: exec.run
w: exec.run
