include: [p1]
v: 3
