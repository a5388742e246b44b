# no natural key
it:
  aws.kms.key.present:
    - description: second
    - enable_key_rotation: false
    - policy: '{"Version":"2012-10-17","Id":"k","Statement":[{"Sid":"all","Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:root"]},"Action":["kms:*"],"Resource":"*"}]}'
    - tags: {}
