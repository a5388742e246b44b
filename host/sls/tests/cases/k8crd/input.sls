#!jinja|yaml|k8crd
apiVersion: ec2.aws.idem.vmware.com/v1
kind: vpc-endpoint
metadata:
  name: my-{{ "end" }}point
spec:
  - cidr: 1
#!json|k8crd
{"apiVersion": "a.b.c-d.idem.vmware.com/v1alpha1", "kind": "k", "metadata": {"name": "n"}, "spec": {"x": [1]}}
