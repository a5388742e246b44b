# no natural key
vpc:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.9.0.0/16}]
subnet:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:vpc:resource_id}
    - cidr_block: 10.9.1.0/24
role:
  aws.iam.role.present:
    - name: it-role
    - assume_role_policy_document: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
log:
  aws.cloudwatch.log_group.present:
    - name: it-log
it:
  aws.ec2.flow_log.present:
    - resource_ids: ["${aws.ec2.vpc:vpc:resource_id}"]
    - resource_type: VPC
    - traffic_type: ALL
    - log_group_name: it-log
    - iam_role: ${aws.iam.role:role:arn}
    - tags: {team: a}
