it:
  aws.cloudwatch.metric_alarm.present:
    - name: it
    - alarm_description: second
    - alarm_actions: ["arn:aws:sns:us-west-1:123456789012:two"]
    - metric_name: CPUUtilization
    - namespace: AWS/EC2
    - statistic: Maximum
    - dimensions: [{Name: Other, Value: o}, {Name: InstanceId, Value: i-1}]
    - period: 120
    - evaluation_periods: 2
    - datapoints_to_alarm: 2
    - threshold: 90
    - comparison_operator: GreaterThanOrEqualToThreshold
    - treat_missing_data: ignore
    - unit: Percent
    - tags: {team: b}
