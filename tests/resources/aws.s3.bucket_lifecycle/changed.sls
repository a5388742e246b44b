bucket:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
it:
  aws.s3.bucket_lifecycle.present:
    - name: it-bucket
    - bucket: ${aws.s3.bucket:bucket:name}
    - lifecycle_configuration: {Rules: [{ID: old, Status: Enabled, Filter: {Prefix: logs/}, Expiration: {Days: 60}}]}
