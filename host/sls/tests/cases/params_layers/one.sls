include: [deep]
x: one
y: one
z: one
