orchard:
  aws.ec2.vpc.present:
    - name: orchard
    - cidr_block_association_set:
      - CidrBlock: 172.20.0.0/16
    - tags: {Name: orchard}
orchard-gate:
  aws.ec2.internet_gateway.present:
    - name: orchard-gate
    - vpc_id:
      - ${aws.ec2.vpc:orchard:resource_id}
    - tags: {Name: orchard-gate}
