it:
  aws.secretsmanager.secret.present:
    - name: it
    - description: second
    - tags: {team: b}
