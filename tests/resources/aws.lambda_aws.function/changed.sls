role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
it:
  aws.lambda_aws.function.present:
    - name: it
    - role: ${aws.iam.role:role:arn}
    - runtime: python3.12
    - handler: a.b
    - code: {ZipFile: UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==}
    - description: second
    - memory_size: 256
