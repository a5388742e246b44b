net:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.7.0.0/16}]
    - tags: {Name: other, Owner: b}
    - enable_dns_hostnames: true
    - ignore_changes: [tags]
