src:
  exec.run:
    - path: test.echo
    - kwargs:
        value: {id: abc, num: 5, flt: 1.5, t: true, n: null, lst: [10, 20], ll: [[1, 2], [3]], nested: {deep: {x: y}}, items: [{name: n1, v: {k: 1}}, {name: n2, v: {k: 2}}], "0": zero, "a-b": dash, empty: [], s: "x y"}
p1: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:id}"}}]}
p2: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:num}"}}]}
p3: {exec.run: [{path: test.echo}, {kwargs: {value: "n=${exec:src:num} t=${exec:src:t} f=${exec:src:flt} l=${exec:src:lst}"}}]}
p4: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:lst[0]}"}}]}
p5: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:lst:[1]}"}}]}
p6: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:nested:deep:x}"}}]}
p7: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:nested}"}}]}
p8: {exec.run: [{path: test.echo}, {kwargs: {value: "d=${exec:src:nested}"}}]}
p9: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[*]:name}"}}]}
p10: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items:name}"}}]}
p11: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[1]:v:k}"}}]}
p12: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[*]:v:k}"}}]}
p13: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:ll[0][1]}"}}]}
p14: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:0}"}}]}
p15: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:a-b}"}}]}
p16: {exec.run: [{path: test.echo}, {kwargs: {value: {deep: [{x: "${exec:src:id}"}, "${exec:src:num}-${exec:src:id}"]}}}]}
p17: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:empty}"}}]}
p18: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:t}"}}]}
p19: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:n}"}}]}
p20: {exec.run: [{path: test.echo}, {kwargs: {value: "n=${exec:src:n}"}}]}
p21: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:s}"}}]}
p22: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[0]}"}}]}
p23: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[*]}"}}]}
p24: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items}"}}]}
p25: {exec.run: [{path: test.echo}, {kwargs: {value: "$${exec:src:id}"}}]}
p26: {exec.run: [{path: test.echo}, {kwargs: {value: "{${exec:src:id}}"}}]}
p27: {exec.run: [{path: test.echo}, {args: ["${exec:src:id}"]}]}
p28: {exec.run: [{path: test.echo}, {kwargs: {value: "${ exec:src:id }"}}]}
p29: {exec.run: [{path: "${exec:pathsrc:p}"}]}
pathsrc: {exec.run: [{path: test.echo}, {kwargs: {value: {p: test.ping}}}]}
p30: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:ll[*]}"}}]}
p31: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:lst[-1]}"}}]}
p32: {exec.run: [{path: test.echo}, {kwargs: {value: "x ${exec:src:items[*]:name} y"}}]}
p33: {exec.run: [{path: test.echo}, {kwargs: {value: "${exec:src:items[0]:v}"}}]}
