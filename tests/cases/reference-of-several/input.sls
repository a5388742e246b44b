src1:
  exec.run:
    - path: test.echo
    - kwargs: {value: {id: one}}
src2:
  exec.run:
    - path: test.echo
    - kwargs: {value: {id: two}}
g:
  exec.run:
    - path: test.echo
    - kwargs: {value: "${exec:src*:id}"}
byname:
  exec.run:
    - name: the_name
    - path: test.echo
    - kwargs: {value: {id: three}}
n:
  exec.run:
    - path: test.echo
    - kwargs: {value: "${exec:the_name:id}"}
