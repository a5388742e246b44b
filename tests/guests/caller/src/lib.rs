//! `caller.describe_vpcs`: calls AWS as often as it is told to, for benchmarks.

use wasmidem_guest::prelude::*;

/// Asks AWS for one VPC after the other, none of which need exist; returns whether one was found.
#[exec("caller.describe_vpcs")]
pub fn describe_vpcs(
    /// How often.
    count: u32,
) -> Result<bool> {
    let mut found = false;
    for number in 0..count {
        found |= !ec2::describe_vpcs(&ec2::DescribeVpcsInput::of(&format!("vpc-{number:08x}")))?.is_empty();
    }
    Ok(found)
}

wasmidem_guest::export!(functions: [describe_vpcs]);
