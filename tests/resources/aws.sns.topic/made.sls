it:
  aws.sns.topic.present:
    - name: it
    - tags: {team: a}
