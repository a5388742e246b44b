#!yaml|k8crd
apiVersion: ec2.example.com/v1
kind: vpc
metadata: {name: a}
#!yaml|k8crd
apiVersion: ec2.aws.idem.vmware.com/v1
kind: 3
metadata: {}
#!yaml|k8crd
- a
#!yaml|k8crd
kind: vpc
