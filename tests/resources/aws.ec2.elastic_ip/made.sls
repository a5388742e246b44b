# no natural key
it:
  aws.ec2.elastic_ip.present:
    - domain: vpc
    - tags: {team: a}
