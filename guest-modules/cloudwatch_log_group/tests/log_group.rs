//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use cloudwatch_log_group::{LogGroup, logs::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(mut members: Value) -> LogGroup {
    members["name"] = json!("/app");
    from_value(members).unwrap()
}

/// An AWS with one group of this name, and one whose name begins so.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeLogGroups, json!({"logGroups": [
            {"logGroupName": "/app/other", "arn": "arn:2"},
            {"logGroupName": "/app", "arn": "arn:1", "retentionInDays": 7, "kmsKeyId": "arn:k", "storedBytes": 1},
        ]}))
        .answer(ListTagsLogGroup, json!({"tags": {"a": "b"}}))
        .answer(CreateLogGroup, json!({}))
        .answer(PutRetentionPolicy, json!({}))
        .answer(AssociateKmsKey, json!({}))
        .answer(DisassociateKmsKey, json!({}))
        .answer(TagLogGroup, json!({}))
        .answer(UntagLogGroup, json!({}))
        .answer(DeleteLogGroup, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&LogGroup::read("/app").unwrap().unwrap()),
        json!({"name": "/app", "arn": "arn:1", "kms_key_id": "arn:k", "retention_in_days": 7, "tags": {"a": "b"}})
    );
    assert_eq!(aws.inputs(DescribeLogGroups), [json!({"logGroupNamePrefix": "/app"})]);
    assert_eq!(aws.inputs(ListTagsLogGroup), [json!({"logGroupName": "/app"})]);
    assert_eq!(LogGroup::find(&desired(json!({}))).unwrap().as_deref(), Some("/app"));
    assert_eq!(LogGroup::read("/ap").unwrap(), None);
    aws.on(ListTagsLogGroup, |_| Err(Failure::not_found("deleted between the calls")));
    assert_eq!(LogGroup::read("/app").unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(json!({"kms_key_id": "", "retention_in_days": 7, "tags": {"a": "b"}}));
    assert_eq!(LogGroup::create(&given).unwrap().id, "/app");
    assert_eq!(aws.inputs(CreateLogGroup), [json!({"logGroupName": "/app", "tags": {"a": "b"}})]);
    assert_eq!(aws.calls(), ["logs:CreateLogGroup"]);
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = LogGroup::read("/app").unwrap().unwrap();
    let update = |members: Value| LogGroup::update("/app", &actual, &desired(members)).unwrap();
    assert_eq!(update(json!({"kms_key_id": "arn:k", "tags": {"a": "b"}})), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    update(json!({"retention_in_days": 30, "kms_key_id": "arn:l", "tags": {"c": "d"}}));
    update(json!({"kms_key_id": ""}));
    assert_eq!(aws.inputs(PutRetentionPolicy), [json!({"logGroupName": "/app", "retentionInDays": 30})]);
    assert_eq!(aws.inputs(AssociateKmsKey), [json!({"logGroupName": "/app", "kmsKeyId": "arn:l"})]);
    assert_eq!(aws.inputs(DisassociateKmsKey), [json!({"logGroupName": "/app"})]);
    assert_eq!(aws.inputs(TagLogGroup), [json!({"logGroupName": "/app", "tags": {"c": "d"}})]);
    assert_eq!(aws.inputs(UntagLogGroup), [json!({"logGroupName": "/app", "tags": ["a"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(LogGroup::delete("/app", &LogGroup::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteLogGroup), [json!({"logGroupName": "/app"})]);
    aws.on(DeleteLogGroup, |_| Err(Failure::not_found("no")));
    assert_eq!(LogGroup::delete("/app", &LogGroup::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = LogGroup::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["/app/other", "/app"]);
}
