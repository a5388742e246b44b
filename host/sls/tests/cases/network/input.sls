net:
  aws.ec2.vpc.present:
    - name: net
    - cidr_block_association_set:
      - CidrBlock: 10.1.0.0/16
    - tags:
        Name: net
front:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: 10.1.1.0/24
    - tags:
        in: "of-${aws.ec2.vpc:net:tags:Name}-${aws.ec2.vpc:net:cidr_block_association_set[0]:CidrBlock}"
