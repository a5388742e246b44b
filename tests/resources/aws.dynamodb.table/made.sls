it:
  aws.dynamodb.table.present:
    - name: it-table
    - attribute_definitions: [{AttributeName: id, AttributeType: S}]
    - key_schema: [{AttributeName: id, KeyType: HASH}]
    - billing_mode: PAY_PER_REQUEST
    - tags: {team: a}
