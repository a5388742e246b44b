orchard-visitors:
  aws.ec2.security_group_rule.absent:
    - name: orchard-visitors
orchard-guard:
  aws.ec2.security_group.absent:
    - name: orchard-guard
    - require:
      - aws.ec2.security_group_rule: orchard-visitors
orchard-north-ways:
  aws.ec2.route_table_association.absent:
    - name: orchard-north-ways
    - require:
      - aws.ec2.security_group: orchard-guard
orchard-ways:
  aws.ec2.route_table.absent:
    - name: orchard-ways
    - require:
      - aws.ec2.route_table_association: orchard-north-ways
orchard-gate:
  aws.ec2.internet_gateway.absent:
    - name: orchard-gate
    - require:
      - aws.ec2.route_table: orchard-ways
orchard-north:
  aws.ec2.subnet.absent:
    - name: orchard-north
    - require:
      - aws.ec2.internet_gateway: orchard-gate
orchard:
  aws.ec2.vpc.absent:
    - name: orchard
    - require:
      - aws.ec2.subnet: orchard-north
