it:
  aws.iam.policy.present:
    - name: it
    - path: /x/
    - description: first
    - policy_document: {Version: "2012-10-17", Statement: {Sid: A, Effect: Allow, Action: ["s3:GetObject", "s3:PutObject"], Resource: ["*"]}}
    - tags: {team: b}
