include: [.more]
one:
  exec.run:
    - value: "{{ params.a }} {{ params.b }} {{ params.c }} {{ params.seen }}"
two:
  exec.run:
    - value: ${exec:one:ret}
    - text: "x ${exec:one:a[0]} ${exec:outer:b} ${exec:o*:c}"
    - require:
        - exec: one
        - exec: outer
        - sls: inner
        - sls: sub.more
    - require_in:
        - time: named
    - acct_profile: newp
newp:
  acct.profile:
    - provider_name: aws
named:
  time.sleep:
    - name: its_name
    - duration: 0
    - acct_profile: default
    - onfail: [time: outer, exec: one]
inner:
  sls.run:
    - sls_sources: [sub.service]
