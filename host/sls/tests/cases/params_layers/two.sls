y: two
