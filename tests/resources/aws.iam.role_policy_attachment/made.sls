role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
policy:
  aws.iam.policy.present:
    - name: it-policy
    - policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:ListBucket", Resource: "*"}]}
it:
  aws.iam.role_policy_attachment.present:
    - role_name: ${aws.iam.role:role:name}
    - policy_arn: ${aws.iam.policy:policy:resource_id}
