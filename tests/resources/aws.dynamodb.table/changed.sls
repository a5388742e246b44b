it:
  aws.dynamodb.table.present:
    - name: it-table
    - attribute_definitions: [{AttributeName: id, AttributeType: S}]
    - key_schema: [{AttributeName: id, KeyType: HASH}]
    - billing_mode: PROVISIONED
    - provisioned_throughput: {ReadCapacityUnits: 2, WriteCapacityUnits: 1}
    - tags: {team: b}
