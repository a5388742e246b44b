a: {exec.run: [{path: test.fail}]}
b: {time.sleep: [{duration: 0}, {require: [{exec: a}]}]}
c: {time.sleep: [{duration: 0}, {require: [{time: b}]}]}
d: {time.sleep: [{duration: 0}, {onfail: [{time: c}]}]}
