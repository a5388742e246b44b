//! How the states end.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use wasmidem_guest::{Function, FunctionKind, Value, json};

fn outcome<F: Function>(arguments: Value) -> Value {
    assert_eq!(F::KIND, FunctionKind::State);
    F::call(arguments, false).unwrap().parse().unwrap()
}

#[test]
fn each_ends_as_it_is_called() {
    for (outcome, result, changes) in [
        (outcome::<state_test::nop>(json!({"name": "n"})), json!(true), false),
        (outcome::<state_test::succeed_without_changes>(json!({})), json!(true), false),
        (outcome::<state_test::succeed_with_changes>(json!({})), json!(true), true),
        (outcome::<state_test::fail>(json!({})), json!(false), false),
        (outcome::<state_test::fail_without_changes>(json!({})), json!(false), false),
        (outcome::<state_test::fail_with_changes>(json!({})), json!(false), true),
        (outcome::<state_test::none>(json!({})), Value::Null, false),
    ] {
        assert_eq!(outcome["result"], result);
        assert_eq!(outcome.get("changes").is_some(), changes);
    }
}

#[test]
fn the_configurable_state_ends_as_told() {
    let told = outcome::<state_test::configurable_test_state>(
        json!({"changes": false, "result": false, "comment": "c"}),
    );
    assert_eq!((&told["result"], &told["comment"]), (&json!(false), &json!(["c"])));
    assert!(told.get("changes").is_none());
    assert!(outcome::<state_test::configurable_test_state>(json!({})).get("changes").is_some());
    let failure = state_test::configurable_test_state::call(json!({"result": "yes"}), false).unwrap_err();
    assert_eq!(failure.message, "`result` must be a boolean, not a string");
}
