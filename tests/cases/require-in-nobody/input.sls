a: {exec.run: [{path: test.fail}, {require_in: [{time: t}, {exec: x}]}]}
t: {time.sleep: [{duration: 0}]}
x: {exec.run: [{path: test.ping}]}
b: {exec.run: [{path: test.ping}, {onchanges_in: [{time: u}]}]}
u: {time.sleep: [{duration: 0}]}
c: {exec.run: [{path: test.ping}, {require_in: [nosuch]}]}
d: {exec.run: [{path: test.fail}, {require_in: [y]}]}
y: {exec.run: [{path: test.ping}]}
e: {exec.run: [{path: test.fail}, {onfail_in: [{exec: z}]}]}
z: {exec.run: [{path: test.ping}]}
