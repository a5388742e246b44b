//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use secretsmanager_secret::{Secret, secretsmanager::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const ARN: &str = "arn:aws:secretsmanager:eu-central-1:1:secret:db-a1b2c3";

fn desired(mut members: Value) -> Secret {
    members["name"] = json!("db");
    from_value(members).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one secret.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeSecret, json!({
            "ARN": ARN, "Name": "db", "Description": "d", "KmsKeyId": "k", "Tags": [{"Key": "a", "Value": "b"}],
            "ReplicationStatus": [{"Region": "eu-west-1", "Status": "InSync"}],
        }))
        .answer(CreateSecret, json!({"ARN": ARN, "Name": "db"}))
        .answer(UpdateSecret, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(DeleteSecret, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Secret::read(ARN).unwrap().unwrap()),
        json!({
            "name": "db", "description": "d", "kms_key_id": "k", "tags": {"a": "b"},
            "add_replica_regions": [{"Region": "eu-west-1"}],
        })
    );
    assert_eq!(Secret::find(&desired(json!({}))).unwrap().as_deref(), Some(ARN));
    assert_eq!(aws.inputs(DescribeSecret), [json!({"SecretId": ARN}), json!({"SecretId": "db"})]);
    aws.answer(DescribeSecret, json!({"ARN": ARN, "Name": "db", "DeletedDate": "2026-12-21T00:00:00Z"}));
    assert_eq!(Secret::read(ARN).unwrap(), None, "as good as gone");
    aws.on(DescribeSecret, missing);
    assert_eq!(Secret::find(&desired(json!({}))).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    assert_eq!(Secret::create(&desired(json!({"secret_string": "s3", "tags": {"a": "b"}}))).unwrap().id, ARN);
    assert_eq!(
        aws.inputs(CreateSecret),
        [json!({"Name": "db", "SecretString": "s3", "Tags": [{"Key": "a", "Value": "b"}]})]
    );
}

#[test]
fn what_it_holds_is_neither_shown_nor_compared() {
    let schema: Value = Secret::state_schema().parse().unwrap();
    for member in ["secret_string", "secret_binary"] {
        let member = &schema["properties"][member];
        assert_eq!((&member["x-sensitive"], &member["x-write-only"]), (&json!(true), &json!(true)));
    }
    let aws = aws();
    let actual = Secret::read(ARN).unwrap().unwrap();
    let same = desired(json!({"secret_string": "other", "description": "d", "tags": {"a": "b"}}));
    assert_eq!(Secret::update(ARN, &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = Secret::read(ARN).unwrap().unwrap();
    Secret::update(ARN, &actual, &desired(json!({"description": "e", "tags": {"c": "d"}}))).unwrap();
    assert_eq!(aws.inputs(UpdateSecret), [json!({"SecretId": ARN, "Description": "e"})]);
    assert_eq!(aws.inputs(TagResource), [json!({"SecretId": ARN, "Tags": [{"Key": "c", "Value": "d"}]})]);
    assert_eq!(aws.inputs(UntagResource), [json!({"SecretId": ARN, "TagKeys": ["a"]})]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Secret::delete(ARN, &Secret::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteSecret), [json!({"SecretId": ARN})]);
    aws.on(DeleteSecret, missing);
    assert_eq!(Secret::delete(ARN, &Secret::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let aws = aws();
    aws.answer(ListSecrets, json!({"SecretList": [{"ARN": ARN, "Name": "db"}]}));
    let ids: Vec<String> = Secret::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, [ARN]);
}
