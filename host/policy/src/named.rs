//! The resources of AWS that a request names.

use std::collections::BTreeSet;

use wasmidem_contract::Value;

/// Members with tags: what they say names nothing.
const TAGS: [&str; 2] = ["Tags", "TagSpecifications"];

/// How many digits the ids of EC2 have, of old resources and of new ones.
const DIGITS: [usize; 2] = [8, 17];

/// A resource of AWS, by its id or its ARN.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Named {
    /// `vpc-0a1b2c3d`, or `arn:aws:iam::123456789012:role/deploy`.
    pub id: String,
    /// `vpc`, or `iam:role`.
    pub kind: String,
}

/// All resources that a request names, wherever it does, outside of its tags.
///
/// INVARIANT: what looks like the name of a resource is taken for one, whatever the member is
/// called, so that a request cannot name one without a policy seeing it.
pub(crate) fn named(input: &Value) -> BTreeSet<Named> {
    let mut found = BTreeSet::new();
    collect(input, &mut found);
    found
}

fn collect(value: &Value, found: &mut BTreeSet<Named>) {
    match value {
        Value::String(text) => found.extend(kind(text).map(|kind| Named { id: text.clone(), kind })),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(members) => {
            let others = members.iter().filter(|(name, _)| !TAGS.contains(&name.as_str()));
            others.for_each(|(_, member)| collect(member, found));
        }
        _ => {}
    }
}

/// What kind of resource a text names, if it names one.
pub(crate) fn kind(text: &str) -> Option<String> {
    if text.starts_with("arn:") { arn_kind(text) } else { ec2_kind(text).map(str::to_owned) }
}

/// `vpc` of `vpc-0a1b2c3d`: the form of all ids that EC2 gives.
fn ec2_kind(text: &str) -> Option<&str> {
    let (kind, digits) = text.rsplit_once('-')?;
    let word = kind.starts_with(|first: char| first.is_ascii_lowercase())
        && kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (word && hexadecimal && DIGITS.contains(&digits.len())).then_some(kind)
}

/// `iam:role` of `arn:aws:iam::123456789012:role/deploy`, `s3` of `arn:aws:s3:::bucket`.
fn arn_kind(text: &str) -> Option<String> {
    let mut parts = text.splitn(6, ':').skip(2);
    let (service, resource) = (parts.next()?, parts.nth(2)?);
    let kind = resource.split_once([':', '/']).map(|(kind, _)| kind);
    match kind.filter(|kind| !kind.is_empty() && service != "s3") {
        Some(kind) => Some(format!("{service}:{kind}")),
        None => Some(service.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tells_names_from_other_texts() {
        for (text, expected) in [
            ("vpc-0a1b2c3d", Some("vpc")),
            ("subnet-0123456789abcdef0", Some("subnet")),
            ("vpc-cidr-assoc-0a1b2c3d", Some("vpc-cidr-assoc")),
            ("arn:aws:iam::123456789012:role/path/deploy", Some("iam:role")),
            ("arn:aws:sns:eu-west-1:123456789012:topic", Some("sns")),
            ("arn:aws:s3:::bucket/key", Some("s3")),
            ("arn:aws:logs:eu-west-1:123456789012:log-group:name", Some("logs:log-group")),
            ("eu-west-1", None),
            ("vpc-", None),
            ("-0a1b2c3d", None),
            ("VPC-0a1b2c3d", None),
            ("vpc-0A1B2C3D", None),
            ("vpc-0a1b2c3d9", None),
            ("arn:aws", None),
            ("", None),
        ] {
            assert_eq!(kind(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn finds_them_wherever_they_stand() {
        let input = json!({
            "VpcId": "vpc-0a1b2c3d",
            "SubnetIds": ["subnet-0a1b2c3d", "subnet-0a1b2c3e"],
            "Filters": [{"Name": "vpc-id", "Values": ["vpc-0a1b2c3d"]}],
            "IpPermissions": [{"UserIdGroupPairs": [{"GroupId": "sg-0a1b2c3d"}]}],
            "Tags": [{"Key": "made-for", "Value": "vpc-ffffffff"}],
            "TagSpecifications": [{"Tags": [{"Key": "a", "Value": "vpc-ffffffff"}]}],
            "CidrBlock": "10.0.0.0/16",
        });
        let ids: Vec<String> = named(&input).into_iter().map(|named| named.id).collect();
        assert_eq!(ids, ["sg-0a1b2c3d", "subnet-0a1b2c3d", "subnet-0a1b2c3e", "vpc-0a1b2c3d"]);
        assert!(named(&Value::Null).is_empty());
    }
}
