bound:
  aws.iam.policy.present:
    - name: it-bound
    - policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
it:
  aws.iam.role.present:
    - name: it
    - path: /x/
    - description: first
    - max_session_duration: 7200
    - permissions_boundary: ${aws.iam.policy:bound:resource_id}
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: [lambda.amazonaws.com, ec2.amazonaws.com]}, Action: "sts:AssumeRole"}]}
    - tags: [{Key: team, Value: a}, {Key: more, Value: b}]
