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
    assert_eq!(exec_test::fail::call(json!({}), false).unwrap_err().message, "Exception: Expected failure");
    assert_eq!(exec_test::afail::call(json!({}), false).unwrap_err().message, "Exception: Expected failure");
}

#[test]
fn an_event_is_returned() {
    let returned = exec_test::event::call(json!({"body": "b"}), false).unwrap();
    let expected = json!({"body": "b", "profile": "default", "tags": null});
    assert_eq!(returned.parse::<Value>().unwrap(), expected);
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
            "required": ["value"],
        })
    );
}

#[test]
fn counts_until_it_is_done() {
    let call = |data: Value| -> Value {
        let text = exec_test::reconcile_with_rerun_data::call(data, false).unwrap();
        text.parse().unwrap()
    };
    let first = call(json!({}));
    assert_eq!((&first["result"], &first["rerun_data"]["execution_count"]), (&json!(false), &json!(2)));
    let second = call(json!({"rerun_data": first["rerun_data"]}));
    let third = call(json!({"rerun_data": second["rerun_data"]}));
    assert_eq!((&third["result"], &third["ret"]), (&json!(true), &json!({"hello": "world"})));
}

#[test]
fn says_that_it_answers_more_than_a_value() {
    assert!(exec_test::reconcile_with_rerun_data::schema().contains("\"x-answer\":true"));
    assert!(!exec_test::ping::schema().contains("x-answer"));
}
