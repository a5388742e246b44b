# The document means the same; the tags are removed.
bound:
  aws.iam.policy.present:
    - name: it-bound
    - policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
it:
  aws.iam.role.present:
    - name: it
    - path: /x/
    - description: second
    - max_session_duration: 3600
    - permissions_boundary: ${aws.iam.policy:bound:resource_id}
    - assume_role_policy_document: '{ "Statement": [{"Effect":"Allow","Action":["sts:AssumeRole"],"Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]}}],"Version":"2012-10-17" }'
    - tags: {}
