//! A `DescribeVpcs` of some size, and its answer.

use std::fmt::Write;

use serde_json::{Value, json};

/// Filters of the input.
pub const FILTERS: usize = 20;
/// VPCs in the answer.
pub const COUNT: usize = 50;
/// Tags of each.
const TAGS: usize = 5;

/// The input.
pub fn input() -> Value {
    let filter = |number: usize| json!({"Name": format!("tag:purpose-{number}"), "Values": [format!("value {number}"), "other/value"]});
    json!({"Filters": (0..FILTERS).map(filter).collect::<Vec<_>>()})
}

/// The answer, as EC2 writes it.
pub fn answer() -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DescribeVpcsResponse \
                    xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\n    \
                    <requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId>\n    <vpcSet>\n"
        .to_owned();
    for number in 0..COUNT {
        // writing to a string does not fail
        let _ = write!(
            text,
            "        <item>\n            <vpcId>vpc-{number:017x}</vpcId>\n            \
             <ownerId>123456789012</ownerId>\n            <state>available</state>\n            \
             <cidrBlock>10.{number}.0.0/16</cidrBlock>\n            <cidrBlockAssociationSet>\n                <item>\
             <cidrBlock>10.{number}.0.0/16</cidrBlock><associationId>vpc-cidr-assoc-{number:017x}</associationId>\
             <cidrBlockState><state>associated</state></cidrBlockState></item>\n            \
             </cidrBlockAssociationSet>\n            <dhcpOptionsId>dopt-0a1b2c3d</dhcpOptionsId>\n            \
             <instanceTenancy>default</instanceTenancy>\n            <isDefault>false</isDefault>\n            <tagSet>\n"
        );
        for tag in 0..TAGS {
            let _ = writeln!(
                text,
                "                <item><key>purpose-{tag}</key><value>value {number} &amp; {tag}</value></item>"
            );
        }
        text.push_str("            </tagSet>\n        </item>\n");
    }
    text.push_str("    </vpcSet>\n</DescribeVpcsResponse>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_size_that_is_told() {
        assert_eq!(input()["Filters"].as_array().unwrap().len(), FILTERS);
        let answer = answer();
        assert_eq!(answer.matches("<vpcId>").count(), COUNT);
        assert_eq!(answer.matches("<key>").count(), COUNT * TAGS);
    }
}
