# no natural key
it:
  aws.kms.key.present:
    - description: second
    - enable_key_rotation: true
    - tags: {team: b}
