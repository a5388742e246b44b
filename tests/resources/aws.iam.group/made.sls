it:
  aws.iam.group.present:
    - name: it
    - group_name: it
