a:
  exec.run:
    - kwargs: {own: {{ params.own }}, w: {{ params.w }}, x: {{ params.x }}, y: {{ params.y }}, z: {{ params.z }}}
