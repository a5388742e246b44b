vpc1:
  aws.ec2.vpc.present:
    - name: vpc1
    - cidr_block_association_set:
      - CidrBlock: 10.1.0.0/16
subnet1:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:vpc1:resource_id}
    - cidr_block: 10.1.2.0/24
    - recreate_on_update:
        create_before_destroy: true
