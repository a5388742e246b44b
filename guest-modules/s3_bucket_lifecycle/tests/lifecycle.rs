//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use s3_bucket_lifecycle::{Lifecycle, s3::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn rule(days: i32) -> Value {
    json!({
        "ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": days},
        "Transitions": [{"Days": 30, "StorageClass": "GLACIER"}],
    })
}

fn desired(rules: Value) -> Lifecycle {
    from_value(json!({"bucket": "one", "lifecycle_configuration": {"Rules": rules}})).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS where a bucket has a rule.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetBucketLifecycleConfiguration, json!({"Rules": [rule(90)]}))
        .answer(PutBucketLifecycleConfiguration, json!({}))
        .answer(DeleteBucketLifecycle, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Lifecycle::read("one").unwrap().unwrap()),
        json!({"bucket": "one", "lifecycle_configuration": {"Rules": [rule(90)]}})
    );
    assert_eq!(Lifecycle::find(&desired(json!([]))).unwrap().as_deref(), Some("one"));
    aws.on(GetBucketLifecycleConfiguration, missing);
    assert_eq!(Lifecycle::read("one").unwrap(), None);
}

#[test]
fn rules_are_written_as_a_whole() {
    let aws = aws();
    assert_eq!(Lifecycle::create(&desired(json!([rule(90)]))).unwrap().id, "one");
    let actual = Lifecycle::read("one").unwrap().unwrap();
    let mut nameless = rule(90);
    nameless.as_object_mut().unwrap().remove("ID");
    for same in [json!([rule(90)]), json!([nameless])] {
        assert_eq!(Lifecycle::update("one", &actual, &desired(same)).unwrap(), Vec::<String>::new());
    }
    Lifecycle::update("one", &actual, &desired(json!([rule(60)]))).unwrap();
    let put = |days| json!({"Bucket": "one", "LifecycleConfiguration": {"Rules": [rule(days)]}});
    assert_eq!(aws.inputs(PutBucketLifecycleConfiguration), [put(90), put(60)]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Lifecycle::delete("one", &desired(json!([]))).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteBucketLifecycle), [json!({"Bucket": "one"})]);
    aws.on(DeleteBucketLifecycle, missing);
    assert_eq!(Lifecycle::delete("one", &desired(json!([]))).unwrap(), Progress::Done);
}

#[test]
fn those_of_all_buckets_are_listed() {
    let aws = aws();
    aws.answer(ListBuckets, json!({"Buckets": [{"Name": "one"}]}));
    let ids: Vec<String> = Lifecycle::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one"]);
}
