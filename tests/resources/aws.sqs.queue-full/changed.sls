dead:
  aws.sqs.queue.present:
    - name: it-dead
it:
  aws.sqs.queue.present:
    - name: it
    - visibility_timeout: 50
    - policy: '{"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Principal":{"AWS":["*"]},"Action":["sqs:SendMessage"],"Resource":"arn:aws:sqs:us-west-1:123456789012:it"}]}'
    - redrive_policy: {deadLetterTargetArn: "${aws.sqs.queue:dead:arn}", maxReceiveCount: 6}
    - tags: {team: b}
