it:
  aws.iam.user.present:
    - name: it
    - user_name: it
    - tags: {team: b}
