ok1: {exec.run: [{path: test.ping}]}
bad1: {exec.run: [{path: test.fail}]}
ra: {time.sleep: [{duration: 0}, {require_any: [{exec: ok1}, {exec: bad1}]}]}
ra2: {time.sleep: [{duration: 0}, {require_any: [{exec: bad1}]}]}
oc: {time.sleep: [{duration: 0}, {onchanges: [{exec: ok1}]}]}
oc2: {time.sleep: [{duration: 0}, {onchanges: [{time: oc}]}]}
of: {time.sleep: [{duration: 0}, {onfail: [{exec: bad1}]}]}
of2: {time.sleep: [{duration: 0}, {onfail: [{exec: ok1}]}]}
wa: {time.sleep: [{duration: 0}, {watch: [{time: of}]}]}
ri: {exec.run: [{path: test.ping}, {require_in: [{time: last}]}]}
last: {time.sleep: [{duration: 0}]}
glob: {time.sleep: [{duration: 0}, {require: [{exec: 'ok*'}]}]}
slsr: {time.sleep: [{duration: 0}, {require: [{sls: 'nothing*'}]}]}
