extend:
  nett:
    aws.ec2.vpc: []
net:
  aws.ec2.vpc.present: []
