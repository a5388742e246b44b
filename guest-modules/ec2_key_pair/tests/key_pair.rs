//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use ec2_key_pair::{KeyPair, ec2::operation::*};
use wasmidem_guest::{
    ec2::operation::CreateTags,
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(more: Value) -> KeyPair {
    let mut members = json!({"name": "k"});
    members.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    from_value(members).unwrap()
}

/// An AWS with two pairs, which tells of both whatever it is asked.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        DescribeKeyPairs,
        json!({"KeyPairs": [
            {"KeyPairId": "key-1", "KeyName": "k", "PublicKey": "ssh-ed25519 AAAA k\n", "Tags": []},
            {"KeyPairId": "key-2", "KeyName": "l", "Tags": []},
        ]}),
    )
    .answer(ImportKeyPair, json!({"KeyPairId": "key-1"}))
    .answer(CreateTags, ())
    .answer(DeleteKeyPair, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&KeyPair::read("key-1").unwrap().unwrap()),
        json!({"name": "k", "public_key": "ssh-ed25519 AAAA k", "tags": {}})
    );
    assert_eq!(aws.inputs(DescribeKeyPairs), [json!({"KeyPairIds": ["key-1"], "IncludePublicKey": true})]);
    assert_eq!(KeyPair::read("key-3").unwrap(), None);
    assert_eq!(KeyPair::find(&desired(json!({}))).unwrap().as_deref(), Some("key-1"));
    assert_eq!(aws.inputs(DescribeKeyPairs)[2], json!({"KeyNames": ["k"]}));
    aws.on(DescribeKeyPairs, |_| Err(Failure::not_found("no")));
    assert_eq!(KeyPair::find(&desired(json!({}))).unwrap(), None);
    assert_eq!(KeyPair::read("key-1").unwrap(), None);
}

#[test]
fn a_key_is_imported() {
    let aws = aws();
    let made =
        KeyPair::create(&desired(json!({"public_key": "ssh-ed25519 AAAA", "tags": {"a": "b"}}))).unwrap();
    assert_eq!(made.id, "key-1");
    assert_eq!(
        aws.inputs(ImportKeyPair),
        [json!({
            "KeyName": "k", "PublicKeyMaterial": "c3NoLWVkMjU1MTkgQUFBQQ==",
            "TagSpecifications": [{"ResourceType": "key-pair", "Tags": [{"Key": "a", "Value": "b"}]}],
        })]
    );
    aws.forget();
    assert_eq!(KeyPair::create(&desired(json!({}))).unwrap_err().cause, Cause::Unsupported);
    assert_eq!(aws.calls(), Vec::<&str>::new());
}

#[test]
fn tags_are_changed() {
    let aws = aws();
    let actual = KeyPair::read("key-1").unwrap().unwrap();
    let same = desired(json!({"public_key": "ssh-ed25519 AAAA other", "tags": {}}));
    assert_eq!(KeyPair::update("key-1", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    KeyPair::update("key-1", &actual, &desired(json!({"tags": {"a": "b"}}))).unwrap();
    assert_eq!(aws.inputs(CreateTags)[0].0, ["key-1"]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(KeyPair::delete("key-1", &KeyPair::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteKeyPair), [json!({"KeyPairId": "key-1"})]);
    aws.on(DeleteKeyPair, |_| Err(Failure::not_found("no")));
    assert_eq!(KeyPair::delete("key-1", &KeyPair::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = KeyPair::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["key-1", "key-2"]);
}
