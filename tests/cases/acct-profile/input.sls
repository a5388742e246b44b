west:
  acct.profile:
    - provider_name: aws
    - source_profile: default
    - region_name: us-west-2
net:
  aws.ec2.vpc.present:
    - acct_profile: west
    - cidr_block_association_set: [{CidrBlock: 10.7.0.0/16}]
    - require: [{acct: west}]
none:
  aws.ec2.vpc.present:
    - acct_profile: nosuch
    - cidr_block_association_set: [{CidrBlock: 10.8.0.0/16}]
