//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use iam_access_key::{AccessKey, iam::operation::*};
use wasmidem_guest::{fake::Fake, json, json::to_value, prelude::*};

fn desired(status: &str) -> AccessKey {
    AccessKey { user_name: "alice".into(), status: Some(status.into()) }
}

/// An AWS with one user, who has these keys.
fn aws(keys: &[&str]) -> Fake {
    let aws = Fake::new();
    let keys: Vec<Value> =
        keys.iter().map(|key| json!({"UserName": "alice", "AccessKeyId": key, "Status": "Active"})).collect();
    aws.answer(ListAccessKeys, json!({"AccessKeyMetadata": keys}))
        .answer(GetAccessKeyLastUsed, json!({"UserName": "alice"}))
        .answer(ListUsers, json!({"Users": [{"UserName": "alice"}]}))
        .answer(UpdateAccessKey, json!({}))
        .answer(DeleteAccessKey, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws(&["AKIA1", "AKIA2"]);
    let state = to_value(&AccessKey::read("AKIA2").unwrap().unwrap());
    assert_eq!(state, json!({"user_name": "alice", "status": "Active"}));
    assert_eq!(aws.inputs(GetAccessKeyLastUsed), [json!({"AccessKeyId": "AKIA2"})]);
    assert_eq!(aws.inputs(ListAccessKeys), [json!({"UserName": "alice"})]);
    assert_eq!(AccessKey::read("AKIA3").unwrap(), None);
    aws.on(GetAccessKeyLastUsed, |_| Err(Failure::not_found("no")));
    assert_eq!(AccessKey::read("AKIA2").unwrap(), None);
}

#[test]
fn the_only_key_is_found() {
    let found = |keys: &[&str]| {
        let _aws = aws(keys);
        AccessKey::find(&desired("Active"))
    };
    assert_eq!(found(&["AKIA1"]).unwrap().as_deref(), Some("AKIA1"));
    assert_eq!(found(&[]).unwrap(), None);
    assert!(found(&["AKIA1", "AKIA2"]).unwrap_err().message.contains("`resource_id`"));
}

#[test]
fn no_key_is_created() {
    let aws = aws(&[]);
    assert_eq!(AccessKey::create(&desired("Active")).unwrap_err().cause, Cause::Unsupported);
    assert_eq!(aws.calls(), Vec::<&str>::new());
}

#[test]
fn a_key_is_switched_and_deleted() {
    let aws = aws(&["AKIA1"]);
    let active = desired("Active");
    assert_eq!(AccessKey::update("AKIA1", &active, &active).unwrap(), Vec::<String>::new());
    AccessKey::update("AKIA1", &active, &desired("Inactive")).unwrap();
    assert_eq!(
        aws.inputs(UpdateAccessKey),
        [json!({"UserName": "alice", "AccessKeyId": "AKIA1", "Status": "Inactive"})]
    );
    assert_eq!(AccessKey::delete("AKIA1", &active).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteAccessKey), [json!({"UserName": "alice", "AccessKeyId": "AKIA1"})]);
    aws.on(DeleteAccessKey, |_| Err(Failure::not_found("no")));
    assert_eq!(AccessKey::delete("AKIA1", &active).unwrap(), Progress::Done);
}

#[test]
fn keys_of_all_users_are_listed() {
    let _aws = aws(&["AKIA1", "AKIA2"]);
    let ids: Vec<String> = AccessKey::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["AKIA1", "AKIA2"]);
}
