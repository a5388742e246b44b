it:
  aws.sns.topic.present:
    - name: it
    - attributes: {DisplayName: it}
    - tags: {team: b}
