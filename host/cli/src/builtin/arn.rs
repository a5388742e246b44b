//! `aws.arn.build` and `aws.arn.parse`: names of AWS, put together and taken apart.

use serde_json::json;
use wasmidem_contract::{Blame, Cause, Failure, Object, Value};

/// The name that the arguments make.
pub fn build(arguments: &Object) -> Value {
    let text = |name: &str| match arguments.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let partition =
        Some(text("partition")).filter(|text| !text.is_empty()).unwrap_or_else(|| "aws".to_owned());
    let parts = [partition, text("service"), text("region"), text("account_id"), text("resource")];
    format!("arn:{}", parts.join(":")).into()
}

/// The parts of a name.
///
/// # Errors
/// When it is none.
pub fn parse(arguments: &Object) -> Result<Value, Failure> {
    let arn = arguments.get("arn").and_then(Value::as_str).unwrap_or_default();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", partition, service, region, account, resource] => Ok(json!({
            "partition": partition, "service": service, "region": region, "account_id": account,
            "resource": resource,
        })),
        // The words are idem's.
        _ => Err(Failure::new(
            Cause::Invalid,
            Blame::Author,
            "exec-argument",
            format!("Invalid AWS ARN {arn}"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_built_and_parsed() {
        let arguments = json!({"service": "s3", "resource": "b/c:d"});
        let arn = build(arguments.as_object().unwrap());
        assert_eq!(arn, "arn:aws:s3:::b/c:d");
        let parsed = parse(&Object::from_iter([("arn".to_owned(), arn)])).unwrap();
        let expected =
            json!({"partition": "aws", "service": "s3", "region": "", "account_id": "", "resource": "b/c:d"});
        assert_eq!(parsed, expected);
        let full = json!({"partition": "aws-cn", "service": "ec2", "region": "r", "account_id": 12, "resource": "x"});
        assert_eq!(build(full.as_object().unwrap()), "arn:aws-cn:ec2:r:12:x");
        assert!(parse(json!({"arn": "arn:aws:s3"}).as_object().unwrap()).is_err());
    }
}
