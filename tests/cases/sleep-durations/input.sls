a: {time.sleep: [{duration: 0.1}]}
b: {time.sleep: [{duration: "1"}]}
c: {time.sleep: [{duration: -1}]}
d: {time.sleep: [{duration: null}]}
e: {time.sleep: []}
f: {time.sleep: [{duration: 0}, {bogus: 1}]}
