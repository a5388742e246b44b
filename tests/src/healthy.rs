//! States that stand beside those that misbehave.

/// States that must succeed whatever is beside them; the VPC is the last to be seen by AWS.
pub const HEALTHY: &str = "\
healthy-sleep:
  time.sleep:
    - duration: 0
healthy-nop:
  test.nop: []
healthy-vpc:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.80.0.0/16
    - tags: {Name: healthy}
";

/// Their ids.
pub const HEALTHY_IDS: [&str; 3] = ["healthy-sleep", "healthy-nop", "healthy-vpc"];
