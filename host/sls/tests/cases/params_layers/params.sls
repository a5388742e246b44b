include: [one, two]
own: top
x: top
