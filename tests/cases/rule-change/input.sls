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
