//! The least that has to be permitted, for Cedar and for IAM.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use wasmidem_contract::{OperationName, Service};

/// Operations of EC2 that can set tags on what they make, which IAM asks `ec2:CreateTags` for.
const TAG_ON_CREATION: [&str; 7] = [
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "CreateInternetGateway",
    "CreateRouteTable",
    "CreateSecurityGroup",
    "CreateSubnet",
    "CreateVpc",
];

/// Something that a module needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The module.
    pub module: String,
    /// What it asks for.
    pub operation: OperationName,
    /// The profile it asks with, if only one is meant.
    pub profile: Option<String>,
    /// The function or the folder, for services of the host that are about one; `None` for any.
    pub subject: Option<String>,
}

/// Policies that permit this and nothing else, one a line.
pub fn cedar_text(needs: &BTreeSet<Need>) -> String {
    let line = |need: &Need| {
        let place = need.profile.as_ref().map(|profile| format!(" in Profile::{}", quoted(profile)));
        format!(
            "permit (principal == Module::{}, action == Action::{}, resource{}{});\n",
            quoted(&need.module),
            quoted(&need.operation.to_string()),
            place.unwrap_or_default(),
            about(need)
        )
    };
    needs.iter().map(line).collect()
}

/// The part of a scope that takes just one function or folder.
fn about(need: &Need) -> String {
    let kind = Service::of(&need.operation).and_then(Service::subject);
    let about = kind.zip(need.subject.as_deref());
    about.map_or_else(String::new, |(kind, subject)| format!(" == {kind}::{}", quoted(subject)))
}

/// A text as Cedar writes it.
fn quoted(text: &str) -> String {
    let escaped: String = text.chars().flat_map(char::escape_debug).collect();
    format!("\"{escaped}\"")
}

/// A policy for IAM that allows this and nothing else. Services of the host are nothing to AWS.
/// `action` says what IAM calls an operation.
pub fn iam_json(needs: &BTreeSet<Need>, action: impl Fn(&OperationName) -> String) -> Value {
    let mut services: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for need in needs.iter().filter(|need| Service::of(&need.operation).is_none()) {
        services.entry(&need.operation.service).or_default().insert(action(&need.operation));
    }
    let mut statements: Vec<Value> = services
        .iter()
        .map(|(service, actions)| json!({"Sid": sid(service), "Effect": "Allow", "Action": actions, "Resource": "*"}))
        .collect();
    let ec2 =
        |name: &str| services.get("ec2").is_some_and(|actions| actions.contains(&format!("ec2:{name}")));
    let tagging: Vec<&str> = TAG_ON_CREATION.into_iter().filter(|name| ec2(name)).collect();
    if !tagging.is_empty() && !ec2("CreateTags") {
        statements.push(json!({
            "Sid": "TagOnCreation", "Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*",
            "Condition": {"StringEquals": {"ec2:CreateAction": tagging}},
        }));
    }
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A name of a statement: IAM takes letters and digits.
fn sid(service: &str) -> String {
    let letters = service.chars().filter(char::is_ascii_alphanumeric);
    let mut sid: String = letters.collect();
    if let Some(first) = sid.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs() -> BTreeSet<Need> {
        let need = |module: &str, name: &str| Need {
            module: module.to_owned(),
            operation: OperationName::new("ec2", name),
            profile: module.starts_with('o').then(|| "prod".to_owned()),
            subject: None,
        };
        BTreeSet::from([
            need("ec2_vpc", "CreateVpc"),
            need("ec2_vpc", "DescribeVpcs"),
            need("o\"dd", "DescribeVpcs"),
        ])
    }

    #[test]
    fn each_need_is_a_line() {
        let expected = "\
permit (principal == Module::\"ec2_vpc\", action == Action::\"ec2:CreateVpc\", resource);
permit (principal == Module::\"ec2_vpc\", action == Action::\"ec2:DescribeVpcs\", resource);
permit (principal == Module::\"o\\\"dd\", action == Action::\"ec2:DescribeVpcs\", resource in Profile::\"prod\");
";
        assert_eq!(cedar_text(&needs()), expected);
    }

    #[test]
    fn services_of_the_host_are_needs_too() {
        let need = |service: Service, subject: Option<&str>| Need {
            module: "m".to_owned(),
            operation: service.operation(),
            profile: None,
            subject: subject.map(str::to_owned),
        };
        let needs = BTreeSet::from([
            need(Service::HubCall, Some("a.b")),
            need(Service::HubCall, None),
            need(Service::ClockNow, None),
        ]);
        let expected = "\
permit (principal == Module::\"m\", action == Action::\"clock:Now\", resource);
permit (principal == Module::\"m\", action == Action::\"hub:Call\", resource);
permit (principal == Module::\"m\", action == Action::\"hub:Call\", resource == Function::\"a.b\");
";
        assert_eq!(cedar_text(&needs), expected);
        assert_eq!(iam_json(&needs, ToString::to_string)["Statement"], json!([]));
    }

    #[test]
    fn iam_has_each_action_once() {
        let policy = iam_json(&needs(), ToString::to_string);
        assert_eq!(policy["Statement"][0]["Action"], json!(["ec2:CreateVpc", "ec2:DescribeVpcs"]));
        assert_eq!(
            policy["Statement"][1]["Condition"]["StringEquals"]["ec2:CreateAction"],
            json!(["CreateVpc"])
        );
    }
}
