foo: covered
other: 1
