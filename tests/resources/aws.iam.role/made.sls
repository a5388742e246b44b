it:
  aws.iam.role.present:
    - name: it
    - description: first
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: "sts:AssumeRole"}]}
    - tags: {team: a}
