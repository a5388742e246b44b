//! What the functions return.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use wasmidem_guest::{Function, FunctionKind, Value, json};

#[test]
fn ping_is_true_and_echo_is_what_it_gets() {
    assert_eq!(exec_test::ping::call(json!({}), false).unwrap(), "true");
    for value in [json!(5), json!({"a": [1, 2.5, null]}), json!("x\"\n"), Value::Null] {
        let returned = exec_test::echo::call(json!({"value": value}), false).unwrap();
        assert_eq!(returned.parse::<Value>().unwrap(), value);
    }
}

#[test]
fn fail_fails() {
    assert_eq!(exec_test::fail::call(json!({}), false).unwrap_err().message, "Expected failure");
    assert_eq!(exec_test::afail::call(json!({}), false).unwrap_err().message, "Expected failure");
}

#[test]
fn arguments_are_described() {
    assert_eq!((exec_test::echo::PATH, exec_test::echo::KIND), ("test.echo", FunctionKind::Exec));
    let schema: Value = exec_test::echo::schema().parse().unwrap();
    assert_eq!(
        schema,
        json!({
            "description": "Returns what it is given.",
            "type": "object",
            "properties": {"value": {"description": "What to return."}},
        })
    );
}
