# no natural key
it:
  aws.ec2.dhcp_option.present:
    - dhcp_configurations: [{Key: domain-name-servers, Values: [10.2.5.1]}]
    - tags: [{Key: team, Value: a}]
