include: [shared, c]
