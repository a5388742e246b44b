it:
  aws.sqs.queue.present:
    - name: it
    - delay_seconds: 5
    - tags: {team: a}
