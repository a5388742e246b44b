//! What the functions return.

use wasmidem_guest::{Function, Value, fake::Fake, json, prelude::*, sts::operation::GetCallerIdentity};

fn called<F: Function>(arguments: Value) -> Result<Value> {
    F::call(arguments, false).map(|text| text.parse().unwrap())
}

#[test]
fn greets() {
    let _aws = Fake::new();
    let greeting = called::<example_hello::hello>(json!({"name": "world", "times": 2})).unwrap();
    assert_eq!(greeting, json!({"greeting": "hello world, hello world", "region": "eu-central-1"}));
    let failure = called::<example_hello::hello>(json!({"name": "world", "times": 11})).unwrap_err();
    assert_eq!(failure.message, "times must be from 1 to 10");
}

#[test]
fn tells_the_account() {
    let aws = Fake::new();
    let identity = sts::CallerIdentity { account: "123456789012".into(), ..Default::default() };
    aws.answer(GetCallerIdentity, identity);
    assert_eq!(called::<example_hello::account>(json!({})).unwrap(), "123456789012");
    assert_eq!(aws.calls(), ["sts:GetCallerIdentity"]);
}
