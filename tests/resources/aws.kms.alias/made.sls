# no natural key
key:
  aws.kms.key.present:
    - description: of the alias
it:
  aws.kms.alias.present:
    - name: alias/it
    - target_key_id: ${aws.kms.key:key:resource_id}
