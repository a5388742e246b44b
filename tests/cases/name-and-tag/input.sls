vpc1:
  aws.ec2.vpc.present:
    - name: fromname
    - cidr_block_association_set: [{CidrBlock: 10.1.0.0/16}]
vpc2:
  aws.ec2.vpc.present:
    - cidr_block_association_set: [{CidrBlock: 10.2.0.0/16}]
    - tags: {Name: fromtag}
vpc3:
  aws.ec2.vpc.present:
    - name: fromname3
    - cidr_block_association_set: [{CidrBlock: 10.3.0.0/16}]
    - tags:
      - Key: Name
        Value: fromtag3
