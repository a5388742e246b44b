# One VPC with tags.
demo-vpc:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
        - CidrBlock: 10.20.0.0/16
    - tags:
        Name: demo-vpc
        Environment: demo
