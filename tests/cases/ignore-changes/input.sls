net:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.7.0.0/16}]
    - tags: {Name: net, Owner: a}
