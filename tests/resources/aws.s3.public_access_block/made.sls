bucket:
  aws.s3.bucket.present:
    - name: it-bucket
    - create_bucket_configuration: {LocationConstraint: us-west-1}
it:
  aws.s3.public_access_block.present:
    - name: it-bucket
    - bucket: ${aws.s3.bucket:bucket:name}
    - public_access_block_configuration: {BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true}
