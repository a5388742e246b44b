b: {exec.run: [{path: test.echo}, {args: ["x", "y"]}]}
c: {exec.run: [{path: exec.test.ping}]}
d: {exec.run: [{path: test.aping}]}
e: {exec.run: [{path: test.aecho}, {kwargs: {value: [1, {a: b}]}}]}
f: {exec.run: [{path: test.afail}]}
g: {exec.run: [{path: test.echo}, {kwargs: {bogus: 1}}]}
h: {exec.run: [{path: test.echo}, {kwargs: null}, {args: ["q"]}]}
i: {exec.run: [{path: ""}]}
j: {exec.run: [{path: test}]}
k: {exec.run: [{path: test.echo}, {kwargs: {value: null}}]}
l: {exec.run: [{path: test.echo}, {kwargs: {value: ""}}]}
m: {exec.run: [{path: test.echo}, {kwargs: {value: 0}}]}
n: {exec.run: [{path: test.echo}, {kwargs: {value: false}}]}
o: {exec.run: [{path: test.echo}, {kwargs: {value: []}}]}
p: {exec.run: [{path: test.echo}, {kwargs: {value: {}}}]}
q: {exec.run: [{path: test.echo}, {kwargs: {value: "ä ü \u1234"}}]}
r: {exec.run: [{path: test.echo}, {kwargs: {value: 1.0}}]}
s: {exec.run: [{path: test.echo}, {kwargs: {value: 1e400}}]}
