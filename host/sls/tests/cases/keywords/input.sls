a:
  aws.iam.role.present:
    - acct_profile: prod
    - sensitive: [description]
    - ignore_changes: [tags]
    - recreate_on_update:
        create_before_destroy: true
    - unique: []
    - retry: {attempts: 3}
    - failhard: true
    - description: one
    - description: two
