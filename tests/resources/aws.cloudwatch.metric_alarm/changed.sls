it:
  aws.cloudwatch.metric_alarm.present:
    - name: it
    - metric_name: CPUUtilization
    - namespace: AWS/EC2
    - statistic: Average
    - period: 60
    - evaluation_periods: 1
    - threshold: 7.5
    - comparison_operator: GreaterThanThreshold
