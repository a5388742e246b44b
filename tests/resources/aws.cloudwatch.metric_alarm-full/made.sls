it:
  aws.cloudwatch.metric_alarm.present:
    - name: it
    - alarm_description: first
    - actions_enabled: false
    - ok_actions: ["arn:aws:sns:us-west-1:123456789012:one"]
    - alarm_actions: ["arn:aws:sns:us-west-1:123456789012:one", "arn:aws:sns:us-west-1:123456789012:two"]
    - metric_name: CPUUtilization
    - namespace: AWS/EC2
    - statistic: Average
    - dimensions: [{Name: InstanceId, Value: i-1}, {Name: Other, Value: o}]
    - period: 60
    - evaluation_periods: 3
    - datapoints_to_alarm: 2
    - threshold: 80.5
    - comparison_operator: GreaterThanThreshold
    - treat_missing_data: ignore
    - unit: Percent
    - tags: [{Key: team, Value: a}]
