# no natural key
it:
  aws.kms.key.present:
    - description: first
    - enable_key_rotation: true
    - policy: {Version: "2012-10-17", Id: k, Statement: [{Sid: all, Effect: Allow, Principal: {AWS: "arn:aws:iam::123456789012:root"}, Action: "kms:*", Resource: "*"}]}
    - tags: [{TagKey: team, TagValue: a}]
