it:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
    - tags: {team: b}
