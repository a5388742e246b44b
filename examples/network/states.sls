# A small public network: a VPC, a subnet in it, a way out to the internet, and a firewall that
# lets HTTPS in. `${path:id:member}` is a value that another state returns; it also makes this
# state wait for that one, so the order in this file does not matter.
office:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
        - CidrBlock: 10.30.0.0/16
    - tags:
        Name: office

office-public:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:office:resource_id}
    - cidr_block: 10.30.1.0/24
    - tags:
        Name: office-public

office-gateway:
  aws.ec2.internet_gateway.present:
    - vpc_id:
        - ${aws.ec2.vpc:office:resource_id}
    - tags:
        Name: office-gateway

office-routes:
  aws.ec2.route_table.present:
    - vpc_id: ${aws.ec2.vpc:office:resource_id}
    - routes:
        - DestinationCidrBlock: 0.0.0.0/0
          GatewayId: ${aws.ec2.internet_gateway:office-gateway:resource_id}
    - tags:
        Name: office-routes

office-public-routes:
  aws.ec2.route_table_association.present:
    - route_table_id: ${aws.ec2.route_table:office-routes:resource_id}
    - subnet_id: ${aws.ec2.subnet:office-public:resource_id}

office-web:
  aws.ec2.security_group.present:
    - description: web servers of the office
    - vpc_id: ${aws.ec2.vpc:office:resource_id}
    - tags:
        Name: office-web

office-web-https:
  aws.ec2.security_group_rule.present:
    - group_id: ${aws.ec2.security_group:office-web:resource_id}
    - is_egress: false
    - ip_protocol: tcp
    - from_port: 443
    - to_port: 443
    - cidr_ipv4: 0.0.0.0/0
    - description: HTTPS from everywhere
    - tags:
        Name: office-web-https
