bucket:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
it:
  aws.s3.bucket_policy.present:
    - name: it-bucket
    - bucket: ${aws.s3.bucket:bucket:name}
    - policy: {Version: "2012-10-17", Statement: [{Effect: Deny, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::it-bucket/*"}]}
