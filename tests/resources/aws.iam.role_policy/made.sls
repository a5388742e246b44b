role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
it:
  aws.iam.role_policy.present:
    - name: it
    - role_name: ${aws.iam.role:role:name}
    - policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:ListBucket", Resource: "*"}]}
