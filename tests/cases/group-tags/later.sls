orchard:
  aws.ec2.vpc.present:
    - name: orchard
    - cidr_block_association_set:
      - CidrBlock: 172.20.0.0/16
    - tags: {Name: orchard}
orchard-guard:
  aws.ec2.security_group.present:
    - name: orchard-guard
    - description: who may enter
    - vpc_id: ${aws.ec2.vpc:orchard:resource_id}
    - tags: {Name: orchard-guard, Dog: rex}
