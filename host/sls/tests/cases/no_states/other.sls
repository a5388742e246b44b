META: {name: x}
