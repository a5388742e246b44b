include: [sub.twin]
other: exec.run
