one:
  aws.ec2.vcp.present:
    - name: one
two:
  time.sleep:
    - duration: 0
