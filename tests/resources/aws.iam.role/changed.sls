it:
  aws.iam.role.present:
    - name: it
    - description: second
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
    - tags: {team: b}
