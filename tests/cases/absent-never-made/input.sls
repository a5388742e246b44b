meadow:
  aws.ec2.vpc.absent:
    - name: meadow
brook:
  aws.ec2.subnet.absent:
    - name: brook
