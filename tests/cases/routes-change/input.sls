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
orchard-ways:
  aws.ec2.route_table.present:
    - name: orchard-ways
    - vpc_id: ${aws.ec2.vpc:orchard:resource_id}
    - routes:
      - DestinationCidrBlock: 0.0.0.0/0
        GatewayId: ${aws.ec2.internet_gateway:orchard-gate:resource_id}
    - tags: {Name: orchard-ways}
