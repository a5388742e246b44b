role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
it:
  aws.iam.instance_profile.present:
    - name: it
    - tags: {team: b}
    - roles: [{RoleName: "${aws.iam.role:role:name}"}]
