net:
  aws.ec2.vpc.present:
    - tags: {Name: old}
    - kept: 1
    - require:
      - exec: first
first: exec.run
gone:
  aws.ec2.vpc.present:
    - name: g
