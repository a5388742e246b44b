//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use kms_alias::{Alias, kms::operation::*};
use wasmidem_guest::{fake::Fake, json, json::to_value, prelude::*};

fn desired(name: &str, key: &str) -> Alias {
    Alias { name: name.into(), arn: None, target_key_id: key.into() }
}

/// An AWS with an alias, one of AWS and one without a key.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        ListAliases,
        json!({"Aliases": [
            {"AliasName": "alias/aws/ebs", "AliasArn": "arn:e", "TargetKeyId": "k-0"},
            {"AliasName": "alias/aws/s3", "AliasArn": "arn:s"},
            {"AliasName": "alias/x", "AliasArn": "arn:x", "TargetKeyId": "k-1"},
        ]}),
    )
    .answer(CreateAlias, json!({}))
    .answer(UpdateAlias, json!({}))
    .answer(DeleteAlias, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    let state = to_value(&Alias::read("alias/x").unwrap().unwrap());
    assert_eq!(state, json!({"name": "alias/x", "arn": "arn:x", "target_key_id": "k-1"}));
    assert_eq!(Alias::find(&desired("alias/x", "k-1")).unwrap().as_deref(), Some("alias/x"));
    assert_eq!(Alias::find(&desired("alias/y", "k-1")).unwrap(), None);
}

#[test]
fn it_is_made_moved_and_deleted() {
    let aws = aws();
    assert_eq!(Alias::create(&desired("alias/y", "k-1")).unwrap().id, "alias/y");
    assert_eq!(aws.inputs(CreateAlias), [json!({"AliasName": "alias/y", "TargetKeyId": "k-1"})]);
    let actual = Alias::read("alias/x").unwrap().unwrap();
    for same in ["k-1", "arn:aws:kms:eu-central-1:1:key/k-1"] {
        assert_eq!(
            Alias::update("alias/x", &actual, &desired("alias/x", same)).unwrap(),
            Vec::<String>::new()
        );
    }
    Alias::update("alias/x", &actual, &desired("alias/x", "k-2")).unwrap();
    assert_eq!(aws.inputs(UpdateAlias), [json!({"AliasName": "alias/x", "TargetKeyId": "k-2"})]);
    assert_eq!(Alias::delete("alias/x", &actual).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteAlias), [json!({"AliasName": "alias/x"})]);
    aws.on(DeleteAlias, |_| Err(Failure::not_found("no")));
    assert_eq!(Alias::delete("alias/x", &actual).unwrap(), Progress::Done);
}

#[test]
fn those_of_aws_are_marked() {
    let _aws = aws();
    let listed: Vec<(String, bool)> =
        Alias::list().unwrap().into_iter().map(|listed| (listed.id, listed.implicit)).collect();
    assert_eq!(listed, [("alias/aws/ebs".to_owned(), true), ("alias/x".to_owned(), false)]);
}
