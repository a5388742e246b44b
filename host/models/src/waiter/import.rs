//! `waiters-2.json` of botocore.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Acceptor, Condition, Expected, Meaning, Waiter};
use crate::document::Node;
use crate::import::ImportError;

impl Waiter {
    /// Reads a file `waiters-2.json`: the waiters by their names, such as `InstanceRunning`.
    ///
    /// # Errors
    ///
    /// Something in the file is not understood.
    pub fn import(file: &Value) -> Result<BTreeMap<String, Self>, ImportError> {
        let file = Node::root(file);
        let version = file.field("version")?;
        if version.number::<u8>()? != 2 {
            return Err(version.problem("only waiters of version 2 are known"));
        }
        let waiters = file.field("waiters")?.entries()?;
        waiters.into_iter().map(|(name, node)| Ok((name.to_owned(), waiter(&node)?))).collect()
    }
}

fn waiter(node: &Node<'_>) -> Result<Waiter, ImportError> {
    node.has_only(&["operation", "delay", "maxAttempts", "acceptors", "description"])?;
    Ok(Waiter {
        operation: node.field("operation")?.text()?.to_owned(),
        delay: node.field("delay")?.number()?,
        attempts: node.field("maxAttempts")?.number()?,
        acceptors: node.field("acceptors")?.items()?.iter().map(acceptor).collect::<Result<_, _>>()?,
    })
}

fn acceptor(node: &Node<'_>) -> Result<Acceptor, ImportError> {
    node.has_only(&["state", "matcher", "argument", "expected"])?;
    let state = node.field("state")?;
    let meaning = match state.text()? {
        "success" => Meaning::Success,
        "failure" => Meaning::Failure,
        "retry" => Meaning::Retry,
        _ => return Err(state.problem("this state is not known")),
    };
    let (matcher, expected) = (node.field("matcher")?, node.field("expected")?);
    let argument = || node.field("argument")?.expression();
    let condition = match matcher.text()? {
        "path" => Condition::Is(argument()?, value(&expected)?),
        "pathAll" => Condition::All(argument()?, value(&expected)?),
        "pathAny" => Condition::Any(argument()?, value(&expected)?),
        "status" => Condition::Status(expected.number()?),
        "error" => match expected.value() {
            Value::Bool(true) => Condition::SomeError,
            Value::Bool(false) => Condition::NoError,
            _ => Condition::Error(expected.text()?.to_owned()),
        },
        _ => return Err(matcher.problem("this matcher is not known")),
    };
    Ok(Acceptor { meaning, condition })
}

fn value(node: &Node<'_>) -> Result<Expected, ImportError> {
    Ok(match node.value() {
        Value::Bool(flag) => Expected::Flag(*flag),
        Value::Number(_) => Expected::Number(node.number()?),
        _ => Expected::Text(node.text()?.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Attempt, Verdict};

    fn imported(acceptors: Value) -> Result<Waiter, ImportError> {
        let waiter =
            json!({ "operation": "Describe", "delay": 15, "maxAttempts": 40, "acceptors": acceptors });
        let mut waiters = Waiter::import(&json!({ "version": 2, "waiters": { "Ready": waiter } }))?;
        Ok(waiters.remove("Ready").unwrap())
    }

    fn answer(output: &Value) -> Attempt<'_> {
        Attempt::Answer { output, status: 200 }
    }

    fn error(code: &str, status: u16) -> Attempt<'_> {
        Attempt::Error { code, message: "no", status }
    }

    #[test]
    fn the_first_description_that_fits_decides() {
        let waiter = imported(json!([
            { "matcher": "pathAll", "argument": "R[].I[].State", "expected": "running", "state": "success" },
            { "matcher": "pathAny", "argument": "R[].I[].State", "expected": "terminated", "state": "failure" },
            { "matcher": "path", "argument": "length(R[]) > `3`", "expected": true, "state": "failure" },
            { "matcher": "error", "expected": "NotFound", "state": "retry" },
            { "matcher": "status", "expected": 404, "state": "success" },
        ]))
        .unwrap();
        assert_eq!((waiter.operation.as_str(), waiter.delay, waiter.attempts), ("Describe", 15, 40));
        let states = |states: &[&str]| {
            let reservations: Vec<Value> =
                states.iter().map(|state| json!({ "I": [{ "State": state }] })).collect();
            waiter.judge(&answer(&json!({ "R": reservations })))
        };
        assert_eq!(states(&["running", "running"]), Verdict::Success);
        assert_eq!(states(&["running", "pending"]), Verdict::Retry);
        assert_eq!(states(&[]), Verdict::Retry);
        let reason = "one of `R[].I[].State` is `terminated`".to_owned();
        assert_eq!(states(&["running", "terminated"]), Verdict::Failure(reason));
        assert_eq!(
            states(&["a", "b", "c", "d"]),
            Verdict::Failure("`length(R[]) > `3`` is `true`".to_owned())
        );
        assert_eq!(waiter.judge(&error("NotFound", 404)), Verdict::Retry);
        assert_eq!(waiter.judge(&error("Other", 404)), Verdict::Success);
        assert_eq!(waiter.judge(&error("Other", 400)), Verdict::Failure("Other: no".to_owned()));
    }

    #[test]
    fn errors_of_any_kind_can_be_awaited() {
        let waiter = imported(json!([
            { "matcher": "error", "expected": true, "state": "success" },
            { "matcher": "error", "expected": false, "state": "failure" },
        ]))
        .unwrap();
        assert_eq!(waiter.judge(&error("Any", 500)), Verdict::Success);
        let reason = "the service answers without an error".to_owned();
        assert_eq!(waiter.judge(&answer(&json!({}))), Verdict::Failure(reason));
        let never =
            imported(json!([{ "matcher": "path", "argument": "S", "expected": "x", "state": "success" }]));
        assert_eq!(never.unwrap().judge(&answer(&json!({ "S": ["x"] }))), Verdict::Retry);
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_place() {
        let refused = |acceptor: Value| imported(json!([acceptor])).unwrap_err().to_string();
        assert_eq!(
            refused(json!({ "matcher": "guess", "expected": 1, "state": "retry" })),
            "waiters.Ready.acceptors[0].matcher: this matcher is not known"
        );
        assert_eq!(
            refused(json!({ "matcher": "path", "expected": 1, "state": "retry" })),
            "waiters.Ready.acceptors[0]: `argument` is missing"
        );
        assert_eq!(
            refused(json!({ "matcher": "status", "expected": 99999, "state": "retry" })),
            "waiters.Ready.acceptors[0].expected: a whole number of a usual size is needed"
        );
    }
}
