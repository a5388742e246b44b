# What the pipeline keeps in shape.
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.40.0.0/16
    - tags: {Name: ci-example}

net-a:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: 10.40.1.0/24
    - tags: {Name: ci-example-a}
