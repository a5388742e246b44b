//! Failures in the words of idem: what its JSON has as `comment`, so that scripts that look at it still work.

use wasmidem_contract::{Failure, Value};
use wasmidem_models::Catalogue;

/// The detail of a failure that has its words already.
pub const WORDS: &str = "words";

/// What Python would have said.
pub fn of(failure: &Failure, region: &str) -> String {
    let detail = |name: &str| failure.detail.as_ref()?.get(name)?.as_str();
    if let Some(words) = detail(WORDS) {
        return words.to_owned();
    }
    let (Some(service), Some(operation)) = (detail("service"), detail("operation")) else {
        return failure.message.clone();
    };
    if failure.code == "aws.connect" {
        return format!(
            "ValueError: Please verify {service} is available in region {region}: {}",
            failure.message
        );
    }
    let code = failure.code.strip_prefix("aws.").and_then(|code| code.strip_prefix(service));
    let Some(code) = code.and_then(|code| code.strip_prefix('.')) else { return failure.message.clone() };
    if code == "input" {
        let problems = failure.detail.as_ref().and_then(|detail| detail.get("problems")?.as_array());
        let problems: Vec<&str> = problems.into_iter().flatten().filter_map(Value::as_str).collect();
        return format!("ParamValidationError: Parameter validation failed:\n{}", problems.join("\n"));
    }
    // AWS answered, or something else went wrong on the way.
    if failure.detail.as_ref().is_none_or(|detail| detail.get("status").is_none()) {
        return failure.message.clone();
    }
    let words = detail("aws_message").unwrap_or_default();
    let class = class(service, code);
    format!("{class}: An error occurred ({code}) when calling the {operation} operation: {words}")
}

/// The exception that boto3 has for a code.
fn class(service: &str, code: &str) -> &'static str {
    let error = Catalogue::shipped().service(service).and_then(|service| service.error(code));
    error.map_or("ClientError", |(_, shape)| &*shape.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::{Blame, Cause};

    fn failure(service: &str, code: &str) -> Failure {
        Failure::new(Cause::Other, Blame::Aws, format!("aws.{service}.{code}"), "ours")
            .with_detail("service", service)
            .with_detail("operation", "GetRole")
            .with_detail("status", 404)
            .with_detail("aws_message", "It is not there.")
    }

    #[test]
    fn errors_are_those_of_boto3() {
        assert_eq!(
            of(&failure("iam", "NoSuchEntity"), "r"),
            "NoSuchEntityException: An error occurred (NoSuchEntity) when calling the GetRole operation: It is not there."
        );
        let class = |service, code| of(&failure(service, code), "r");
        assert!(
            class("ec2", "InvalidVpcID.NotFound")
                .starts_with("ClientError: An error occurred (InvalidVpcID.")
        );
        let plain = Failure::new(Cause::Denied, Blame::Policy, "policy.phase", "ours");
        assert_eq!(of(&plain, "r"), "ours");
        let input = Failure { detail: None, ..failure("iam", "input") }
            .with_detail("service", "iam")
            .with_detail("operation", "GetRole")
            .with_detail("problems", vec!["one".to_owned(), "two".to_owned()]);
        assert_eq!(of(&input, "r"), "ParamValidationError: Parameter validation failed:\none\ntwo");
    }
}
