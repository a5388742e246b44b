a:
	exec.run: []
