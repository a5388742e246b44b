a: {exec.run: [{path: test.fail}]}
b: {exec.run: [{path: test.ping}]}
c: {time.sleep: [{duration: 0}, {onfail_any: [{exec: a}, {exec: b}]}]}
d: {time.sleep: [{duration: 0}, {onfail: [{exec: a}, {exec: b}]}]}
