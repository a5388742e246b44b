include:
  - base
extend:
  net:
    aws.ec2.vpc.present:
      - tags: {Name: changed}
      - require:
        - exec: ready
    aws.ec2.tag.present:
      - new: true
  gone:
    aws.ec2.vpc:
      - absent
ready: exec.run
