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
    - map_public_ip_on_launch: true
