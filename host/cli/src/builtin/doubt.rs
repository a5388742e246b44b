//! Writes of which nobody knows whether they took effect: they were sent, and the answer was lost.

use wasmidem_contract::{Effect, Failure, Operation};
use wasmidem_models::{Catalogue, OperationSummary, ServiceSummary};

/// A failure that says whether the call may have taken effect nevertheless, and how to find out: it is
/// not sent again.
pub fn told(operation: &Operation, failure: Failure) -> Failure {
    if operation.effect == Effect::Read || !failure.ambiguous {
        return failure;
    }
    let service = &operation.name.service;
    let shown = Catalogue::shipped().summary(service).and_then(|all| showing(all, &operation.name.name));
    let how = match shown {
        Some(shown) => format!(", e.g. with `wasmidem exec boto3.client.{service}.{}`", shown.method),
        None => String::new(),
    };
    let mut help = format!("it was not sent again: look what came of it before you call it again{how}");
    if let Some(other) = failure.help() {
        help = format!("{help}; {other}");
    }
    let message = format!("{}; it may have taken effect", failure.message);
    Failure { message, ..failure }.with_help(help)
}

/// Verbs of operations that show something, with whether they show several. Those come first, since of what
/// was just made nobody knows the id.
const SHOWING: [(&str, bool); 7] = [
    ("Describe", true),
    ("List", true),
    ("Get", true),
    ("Describe", false),
    ("Get", false),
    ("Head", false),
    ("List", false),
];

/// The operation that shows what another one makes or changes: of `AuthorizeSecurityGroupIngress` it is
/// `DescribeSecurityGroups`.
fn showing<'a>(all: &'a ServiceSummary, operation: &str) -> Option<&'a OperationSummary> {
    let mut words = words(operation).skip(1).collect::<Vec<&str>>();
    while !words.is_empty() {
        let thing = words.concat();
        let several = plural(&thing);
        let named = |(verb, many): (&str, bool)| {
            let name = format!("{verb}{}", if many { &several } else { &thing });
            all.operation(&name).filter(|found| found.reads && !found.gives_credentials)
        };
        if let Some(found) = SHOWING.into_iter().find_map(named) {
            return Some(found);
        }
        words.pop();
    }
    None
}

/// The words of a name, each of which begins with a capital: of `DBInstance` they are `D` and `BInstance`,
/// which is good enough to put them together again.
fn words(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let after = rest.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_uppercase());
        let (word, others) = rest.split_at(after.map_or(rest.len(), |(place, _)| place));
        rest = others;
        (!word.is_empty()).then_some(word)
    })
}

/// Several of a thing; what is several already stays.
fn plural(thing: &str) -> String {
    let before = |end: &str| thing.strip_suffix(end).filter(|rest| !rest.is_empty());
    if let Some(rest) = before("y").filter(|rest| !rest.ends_with(['a', 'e', 'o', 'u'])) {
        return format!("{rest}ies");
    }
    if ["ss", "us", "x", "h"].iter().any(|end| thing.ends_with(end)) {
        return format!("{thing}es");
    }
    if thing.ends_with('s') { thing.to_owned() } else { format!("{thing}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::{Blame, Cause};

    #[test]
    fn what_shows_it_is_found_by_its_name() {
        let shows = |service: &str, operation: &str| {
            let all = Catalogue::shipped().summary(service).expect("it is there");
            showing(all, operation).map(|found| found.name.to_string())
        };
        for (service, operation, shown) in [
            ("ec2", "CreateVpc", Some("DescribeVpcs")),
            ("ec2", "RunInstances", Some("DescribeInstances")),
            ("ec2", "AuthorizeSecurityGroupIngress", Some("DescribeSecurityGroups")),
            ("ec2", "CreateTags", Some("DescribeTags")),
            ("ec2", "AllocateAddress", Some("DescribeAddresses")),
            ("iam", "CreatePolicy", Some("ListPolicies")),
            ("iam", "CreateRole", Some("ListRoles")),
            ("rds", "CreateDBInstance", Some("DescribeDBInstances")),
            ("dynamodb", "PutItem", Some("GetItem")),
            ("dynamodb", "CreateTable", Some("ListTables")),
            ("s3", "CreateBucket", Some("ListBuckets")),
            ("s3", "PutBucketTagging", Some("GetBucketTagging")),
            ("apigateway", "CreateRestApi", Some("GetRestApis")),
            ("eventbridgev2", "CreateEventBus", Some("ListEventBuses")),
            ("sqs", "SendMessage", None),
        ] {
            assert_eq!(shows(service, operation).as_deref(), shown, "{service}:{operation}");
        }
    }

    #[test]
    fn only_writes_in_doubt_are_told_of() {
        let operation = |effect| Operation::new("ec2", "CreateVpc", effect);
        let lost = Failure {
            ambiguous: true,
            ..Failure::new(Cause::Timeout, Blame::Aws, "aws.timeout", "no answer")
        };
        let lost = lost.with_help("check it");
        let told_of = told(&operation(Effect::Write), lost.clone());
        assert_eq!(told_of.message, "no answer; it may have taken effect");
        let help = told_of.help().unwrap();
        assert!(
            help.contains("`wasmidem exec boto3.client.ec2.describe_vpcs`") && help.ends_with("; check it"),
            "{help}"
        );
        assert_eq!(told(&operation(Effect::Read), lost.clone()), lost);
        let refused = Failure { ambiguous: false, ..lost };
        assert_eq!(told(&operation(Effect::Write), refused.clone()), refused);
    }
}
