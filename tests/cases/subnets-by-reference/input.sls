beds:
  aws.ec2.vpc.present:
    - name: beds
    - cidr_block_association_set:
      - CidrBlock: 10.50.0.0/16
    - tags: {Name: beds}
{% for row in ["roses", "beans"] %}
{{ row }}:
  aws.ec2.subnet.present:
    - name: {{ row }}
    - vpc_id: ${aws.ec2.vpc:beds:resource_id}
    - cidr_block: 10.50.{{ loop.index }}.0/24
    - availability_zone: us-west-1a
    - tags:
        Name: {{ row }}
{% endfor %}
