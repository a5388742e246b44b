a: {exec.run: [{path: test.echo}, {kwargs: {value: null}}]}
b: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:a:x}"}}]}
c: {exec.run: [{path: test.echo}, {kwargs: {value: ""}}]}
d: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:c:x}"}}]}
e: {exec.run: [{path: test.echo}, {kwargs: {value: []}}]}
f: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:e:[0]}"}}]}
g: {exec.run: [{path: test.echo}, {kwargs: {value: [{a: 1}, {a: 2}]}}]}
h: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:g:[0]:a}"}}]}
i: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:g:[*]:a}"}}]}
j: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:g:a}"}}]}
