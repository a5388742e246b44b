orchard:
  aws.ec2.vpc.present:
    - name: orchard
    - cidr_block_association_set:
      - CidrBlock: 172.20.0.0/16
    - tags: {Name: orchard}
orchard-north:
  aws.ec2.subnet.present:
    - name: orchard-north
    - vpc_id: ${aws.ec2.vpc:orchard:resource_id}
    - cidr_block: 172.20.7.0/24
    - availability_zone: us-west-1a
    - tags: {Name: orchard-north}
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
orchard-north-ways:
  aws.ec2.route_table_association.present:
    - name: orchard-north-ways
    - route_table_id: ${aws.ec2.route_table:orchard-ways:resource_id}
    - subnet_id: ${aws.ec2.subnet:orchard-north:resource_id}
orchard-guard:
  aws.ec2.security_group.present:
    - name: orchard-guard
    - description: who may enter
    - vpc_id: ${aws.ec2.vpc:orchard:resource_id}
    - tags: {Name: orchard-guard}
orchard-visitors:
  aws.ec2.security_group_rule.present:
    - name: orchard-visitors
    - group_id: ${aws.ec2.security_group:orchard-guard:resource_id}
    - is_egress: false
    - ip_protocol: tcp
    - from_port: 8080
    - to_port: 8090
    - cidr_ipv4: 192.0.2.0/24
    - description: visitors
    - tags: {}
