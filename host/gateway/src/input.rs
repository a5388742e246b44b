//! What is sent is held to the model before anybody sends it, and is made safe to send twice.

use std::borrow::Cow;

use wasmidem_contract::{Blame, Cause, Failure, Object, OperationName, Value};
use wasmidem_models::{Catalogue, Operation, Service, check};

/// Checks an input, and adds the tokens that it leaves out: every sending of it has the same, so that AWS
/// knows it again. Whether to send again does not hang on them: not everything that speaks for AWS heeds
/// them.
///
/// # Errors
/// Everything that is wrong with it.
pub(crate) fn prepare(operation: &OperationName, input: Value) -> Result<Value, Failure> {
    let service = Catalogue::shipped().service(&operation.service);
    let found = service.and_then(|service| Some((service, service.operation(&operation.name)?)));
    let Some((service, model)) = found else {
        // what is not in the models was refused before
        return Ok(input);
    };
    let mut members = match input {
        Value::Object(members) => members,
        Value::Null => Object::new(),
        _ => return Err(wrong(operation, &["it is no object".to_owned()])),
    };
    check_members(operation, (service, model), &members)?;
    for member in service.input(model).into_iter().flat_map(|input| &input.members) {
        if member.idempotency_token && members.get(&*member.name).is_none_or(Value::is_null) {
            let token = uuid::Uuid::new_v4().to_string();
            members.insert(member.name.to_string(), Value::String(token));
        }
    }
    Ok(Value::Object(members))
}

/// Holds an input to the model of its operation, as the gate does before anything is sent. What is not in
/// the models is not looked at.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check_input(operation: &OperationName, input: &Object) -> Result<(), Failure> {
    let service = Catalogue::shipped().service(&operation.service);
    let found = service.and_then(|service| Some((service, service.operation(&operation.name)?)));
    found.map_or(Ok(()), |model| check_members(operation, model, input))
}

fn check_members(
    operation: &OperationName,
    (service, model): (&Service, &Operation),
    members: &Object,
) -> Result<(), Failure> {
    let problems: Vec<String> = check(service, model, members).iter().map(ToString::to_string).collect();
    if problems.is_empty() { Ok(()) } else { Err(wrong(operation, &problems)) }
}

fn wrong(operation: &OperationName, problems: &[String]) -> Failure {
    let all: Cow<'_, str> = match problems {
        [one] => one.as_str().into(),
        several => several.join("; ").into(),
    };
    let code = format!("aws.{}.input", operation.service);
    let message = format!("the input of `{operation}` is wrong: {all}");
    Failure::new(Cause::Invalid, Blame::Module, code, message)
        .with_detail("service", operation.service.clone())
        .with_detail("operation", operation.name.clone())
        .with_detail("problems", problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let operation = OperationName::new("ec2", "CreateSubnet");
        let failure = prepare(&operation, json!({"VpcID": "vpc-1", "CidrBlock": 7})).err().unwrap();
        assert_eq!(failure.code, "aws.ec2.input");
        assert_eq!(
            failure.message,
            "the input of `ec2:CreateSubnet` is wrong: `VpcId` is missing; there is no `VpcID`; did you mean `VpcId`?; \
             `CidrBlock` must be a text, not a number"
        );
        assert!(prepare(&operation, json!([])).is_err());
    }

    #[test]
    fn tokens_are_made_once() {
        let operation = OperationName::new("ec2", "RunInstances");
        let input = prepare(&operation, json!({"MinCount": 1, "MaxCount": 1})).unwrap();
        let token = input["ClientToken"].as_str().unwrap().to_owned();
        assert_eq!(token.len(), 36);
        assert_eq!(prepare(&operation, input).unwrap()["ClientToken"], token);
        assert_eq!(prepare(&OperationName::new("ec2", "CreateVpc"), json!({})).unwrap(), json!({}));
    }
}
