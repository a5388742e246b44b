dead:
  aws.sqs.queue.present:
    - name: it-dead
it:
  aws.sqs.queue.present:
    - name: it
    - visibility_timeout: 50
    - redrive_policy: {deadLetterTargetArn: "${aws.sqs.queue:dead:arn}", maxReceiveCount: 6}
    - tags: {team: b}
