it:
  aws.secretsmanager.secret.present:
    - name: it
    - description: first
    - tags: {team: a}
