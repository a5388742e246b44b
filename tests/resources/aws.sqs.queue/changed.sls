it:
  aws.sqs.queue.present:
    - name: it
    - delay_seconds: 9
    - tags: {team: b}
