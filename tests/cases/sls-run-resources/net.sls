vpc:
  aws.ec2.vpc.present:
    - name: vpc_{{ params.get('n') }}
    - cidr_block_association_set: [{CidrBlock: 10.{{ params.get('octet') }}.0.0/16}]
sub:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:vpc:resource_id}
    - cidr_block: 10.{{ params.get('octet') }}.1.0/24
    - tags: {n: {{ params.get('n') }}}
