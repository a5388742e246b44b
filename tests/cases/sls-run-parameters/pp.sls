other: 9
