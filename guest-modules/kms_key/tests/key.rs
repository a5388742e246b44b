//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use kms_key::{Key, kms::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(members: Value) -> Key {
    from_value(members).unwrap()
}

fn key(state: &str) -> Value {
    json!({"KeyMetadata": {
        "KeyId": "k-1", "Arn": "arn:k", "Description": "d", "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyState": state, "Origin": "AWS_KMS", "MultiRegion": false, "KeyManager": "CUSTOMER",
    }})
}

/// An AWS with one key.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(DescribeKey, key("Enabled"))
        .answer(GetKeyPolicy, json!({"Policy": "{\"Statement\":[]}"}))
        .answer(GetKeyRotationStatus, json!({"KeyRotationEnabled": false}))
        .answer(ListResourceTags, json!({"Tags": [{"TagKey": "a", "TagValue": "b"}], "Truncated": false}))
        .answer(CreateKey, key("Enabled"))
        .answer(EnableKey, json!({}))
        .answer(DisableKey, json!({}))
        .answer(UpdateKeyDescription, json!({}))
        .answer(PutKeyPolicy, json!({}))
        .answer(EnableKeyRotation, json!({}))
        .answer(DisableKeyRotation, json!({}))
        .answer(TagResource, json!({}))
        .answer(UntagResource, json!({}))
        .answer(ScheduleKeyDeletion, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Key::read("k-1").unwrap().unwrap()),
        json!({
            "arn": "arn:k", "description": "d", "key_usage": "ENCRYPT_DECRYPT", "key_spec": "SYMMETRIC_DEFAULT",
            "key_state": "Enabled", "multi_region": false, "policy": "{\"Statement\": []}",
            "enable_key_rotation": false, "tags": {"a": "b"},
        })
    );
    aws.answer(DescribeKey, key("PendingDeletion"));
    assert_eq!(Key::read("k-1").unwrap(), None, "as good as gone");
    aws.on(DescribeKey, |_| Err(Failure::not_found("no")));
    assert_eq!(Key::read("k-1").unwrap(), None);
    assert_eq!(Key::find(&Key::default()).unwrap(), None, "keys have no names");
}

#[test]
fn creation_is_one_call() {
    let aws = aws();
    let given = desired(
        json!({"description": "d", "policy": {"Statement": []}, "tags": {"a": "b"}, "key_state": "Enabled"}),
    );
    assert_eq!(Key::create(&given).unwrap().id, "k-1");
    assert_eq!(aws.calls(), ["kms:CreateKey"]);
    assert_eq!(
        aws.inputs(CreateKey),
        [
            json!({"Description": "d", "KeyUsage": "ENCRYPT_DECRYPT", "MultiRegion": false, "Policy": "{\"Statement\": []}", "Tags": [{"TagKey": "a", "TagValue": "b"}]})
        ]
    );
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Key::read("k-1").unwrap().unwrap();
    let same = desired(
        json!({"key_state": "Enabled", "enable_key_rotation": false, "policy": "{\"Statement\":[]}"}),
    );
    assert_eq!(Key::update("k-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = Key::read("k-1").unwrap().unwrap();
    let other = desired(json!({
        "key_state": "Disabled", "description": "e", "policy": {"Id": "x"}, "enable_key_rotation": true,
        "bypass_policy_lockout_safety_check": true, "tags": {"c": "d"},
    }));
    Key::update("k-1", &actual, &other).unwrap();
    assert_eq!(
        aws.writes(),
        [
            "kms:UpdateKeyDescription",
            "kms:PutKeyPolicy",
            "kms:EnableKeyRotation",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:DisableKey",
        ]
    );
    assert_eq!(aws.inputs(UpdateKeyDescription), [json!({"KeyId": "k-1", "Description": "e"})]);
    assert_eq!(
        aws.inputs(PutKeyPolicy),
        [
            json!({"KeyId": "k-1", "PolicyName": "default", "Policy": "{\"Id\": \"x\"}", "BypassPolicyLockoutSafetyCheck": true})
        ]
    );
    assert_eq!(
        aws.inputs(TagResource),
        [json!({"KeyId": "k-1", "Tags": [{"TagKey": "c", "TagValue": "d"}]})]
    );
    assert_eq!(aws.inputs(UntagResource), [json!({"KeyId": "k-1", "TagKeys": ["a"]})]);
    aws.forget();
    let off = Key { key_state: Some("Disabled".into()), enable_key_rotation: Some(true), ..actual };
    Key::update("k-1", &off, &desired(json!({"key_state": "Enabled", "enable_key_rotation": false})))
        .unwrap();
    assert_eq!(aws.calls(), ["kms:EnableKey", "kms:DisableKeyRotation"]);
}

#[test]
fn deletion_is_scheduled() {
    let aws = aws();
    assert_eq!(Key::delete("k-1", &Key::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(ScheduleKeyDeletion), [json!({"KeyId": "k-1", "PendingWindowInDays": 7})]);
    aws.on(ScheduleKeyDeletion, |_| Err(Failure::not_found("no")));
    assert_eq!(Key::delete("k-1", &Key::default()).unwrap(), Progress::Done);
}

#[test]
fn keys_of_the_account_are_listed() {
    let aws = aws();
    aws.answer(ListKeys, json!({"Keys": [{"KeyId": "k-1"}, {"KeyId": "k-aws"}], "Truncated": false}));
    aws.on(DescribeKey, |input| {
        let mut key = key("Enabled");
        if input["KeyId"] == "k-aws" {
            key["KeyMetadata"]["KeyManager"] = json!("AWS");
        }
        Ok(key)
    });
    let ids: Vec<String> = Key::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["k-1"]);
}
