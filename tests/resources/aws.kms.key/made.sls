# no natural key
it:
  aws.kms.key.present:
    - description: first
    - tags: {team: a}
