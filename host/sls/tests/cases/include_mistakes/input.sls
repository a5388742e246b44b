include:
  - nope
  - ..above
  - 5
  - folder
