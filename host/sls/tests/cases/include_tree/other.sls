include: [top]
other: exec.run
