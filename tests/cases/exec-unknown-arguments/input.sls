a: {exec.run: [{path: test.ping}, {kwargs: {a: 1}}]}
b: {exec.run: [{path: test.echo}, {kwargs: {value: 1, a: 1}}]}
c: {exec.run: [{path: test.echo}, {kwargs: {value: 1}}, {bogus: 2}]}
d: {exec.run: [{path: test.event}, {kwargs: {body: {a: 1}, tags: {x: y}}}]}
e: {exec.run: [{path: aws.sts.caller_identity.get}, {kwargs: {a: 1}}]}
f: {exec.run: [{path: test.echo}, {args: [x]}, {kwargs: {value: y}}]}
