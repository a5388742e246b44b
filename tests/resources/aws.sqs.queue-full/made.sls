dead:
  aws.sqs.queue.present:
    - name: it-dead
it:
  aws.sqs.queue.present:
    - name: it
    - delay_seconds: 3
    - maximum_message_size: 2048
    - message_retention_period: 3600
    - receive_message_wait_time_seconds: 5
    - visibility_timeout: 40
    - policy: {Version: "2012-10-17", Statement: [{Sid: s, Effect: Allow, Principal: {AWS: "*"}, Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-west-1:123456789012:it"}]}
    - redrive_policy: {deadLetterTargetArn: "${aws.sqs.queue:dead:arn}", maxReceiveCount: 5}
    - tags: {team: a, more: b}
