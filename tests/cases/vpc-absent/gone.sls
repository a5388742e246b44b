garden:
  aws.ec2.vpc.absent:
    - name: garden
