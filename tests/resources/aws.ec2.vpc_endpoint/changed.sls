# no natural key
vpc:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.9.0.0/16}]
subnet:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:vpc:resource_id}
    - cidr_block: 10.9.1.0/24
it:
  aws.ec2.vpc_endpoint.present:
    - vpc_id: ${aws.ec2.vpc:vpc:resource_id}
    - service_name: com.amazonaws.us-west-1.s3
    - vpc_endpoint_type: Gateway
    - tags: {team: b}
