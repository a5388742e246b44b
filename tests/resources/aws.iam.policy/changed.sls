it:
  aws.iam.policy.present:
    - name: it
    - policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:GetObject", Resource: "*"}]}
