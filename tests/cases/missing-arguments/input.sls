a:
  aws.ec2.subnet.present:
    - name: s
b:
  data.write: []
c:
  aws.s3.bucket_policy.present: []
d:
  time.sleep: []
e:
  trigger.build: []
f:
  acct.profile: []
g:
  exec.run:
    - path: test.echo
h:
  template.render: []
i:
  sls.run: []
