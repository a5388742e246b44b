a: {exec.run: [{path: test.echo}, {args: [pos]}]}
b: {exec.run: [{path: test.echo}, {args: []}, {kwargs: {value: {a: ~}}}]}
c: {exec.run: [{path: test.nosuch}]}
d: {exec.run: []}
