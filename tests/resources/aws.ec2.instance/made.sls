# no natural key
vpc:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.9.0.0/16}]
subnet:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:vpc:resource_id}
    - cidr_block: 10.9.1.0/24
it:
  aws.ec2.instance.present:
    - image_id: ami-12c6146b
    - instance_type: t3.micro
    - subnet_id: ${aws.ec2.subnet:subnet:resource_id}
    - tags: {team: a}
