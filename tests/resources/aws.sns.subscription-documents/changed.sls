topic:
  aws.sns.topic.present:
    - name: it-topic
it:
  aws.sns.subscription.present:
    - topic_arn: ${aws.sns.topic:topic:resource_id}
    - protocol: sqs
    - endpoint: arn:aws:sqs:us-west-1:123456789012:it
    - attributes: {RawMessageDelivery: "false", FilterPolicy: '{"team":["a","b"]}'}
