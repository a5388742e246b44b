it:
  aws.cloudwatch.log_group.present:
    - name: it
    - retention_in_days: 7
    - tags: {team: a}
