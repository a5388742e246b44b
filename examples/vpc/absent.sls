# The VPC of states.sls must not exist.
demo-vpc:
  aws.ec2.vpc.absent:
    - name: demo-vpc
