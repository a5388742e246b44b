a:
  aws.iam.role.present:
    - acct_profile: [x]
    - acct_data: {profiles: {}}
    - order: soon
    - recreate_on_update: yes
    - sensitive: {a: b}
    - name_prefix: x
