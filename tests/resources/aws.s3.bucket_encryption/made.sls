bucket:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
it:
  aws.s3.bucket_encryption.present:
    - name: it-bucket
    - bucket: ${aws.s3.bucket:bucket:name}
    - server_side_encryption_configuration: {Rules: [{ApplyServerSideEncryptionByDefault: {SSEAlgorithm: AES256}}]}
