garden:
  aws.ec2.vpc.present:
    - name: garden
    - cidr_block_association_set:
      - CidrBlock: 10.40.0.0/16
    - tags:
        Name: garden
        Season: spring
