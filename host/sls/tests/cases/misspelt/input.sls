net:
  aws.ec2.vpc.present: []
web:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:nett:resource_id}
    - requires:
      - aws.ec2.vpc: net
    - require:
      - aws.ec2.vcp: net
    - tags: {policy: "${aws:username}", half: "${aws.ec2.vpc:net}"}
