b: file
c: file
seen: {{ params.a }}
