answer:
  exec.run:
    - path: test.echo
    - kwargs:
        value:
          number: 42
          texts: [one, "two", ~]
          deep: {yes_is_true: yes, off_is_false: off}
