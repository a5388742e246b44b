bucket:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
it:
  aws.s3.bucket_versioning.present:
    - name: it-bucket
    - bucket: ${aws.s3.bucket:bucket:name}
    - status: Suspended
