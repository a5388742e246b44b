net:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.7.0.0/16}]
    - tags: {Name: net}
sub:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: 10.7.1.0/24
gw:
  aws.ec2.internet_gateway.present:
    - vpc_id: [ "${aws.ec2.vpc:net:resource_id}" ]
pause:
  time.sleep:
    - duration: 0
    - require: [{aws.ec2.subnet: sub}]
