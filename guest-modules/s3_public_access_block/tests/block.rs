//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use s3_public_access_block::{Block, s3::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(configuration: Value) -> Block {
    from_value(json!({"bucket": "one", "public_access_block_configuration": configuration})).unwrap()
}

fn configuration() -> Value {
    json!({"BlockPublicAcls": true, "IgnorePublicAcls": true, "BlockPublicPolicy": false, "RestrictPublicBuckets": false})
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS where a bucket is blocked.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetPublicAccessBlock, json!({"PublicAccessBlockConfiguration": configuration()}))
        .answer(PutPublicAccessBlock, json!({}))
        .answer(DeletePublicAccessBlock, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Block::read("one").unwrap().unwrap()),
        json!({
            "name": "one-public-access-block", "bucket": "one", "public_access_block_configuration": configuration(),
        })
    );
    assert_eq!(Block::find(&desired(json!({}))).unwrap().as_deref(), Some("one"));
    aws.on(GetPublicAccessBlock, missing);
    assert_eq!(Block::read("one").unwrap(), None);
}

#[test]
fn what_is_not_given_stays() {
    let aws = aws();
    assert_eq!(Block::create(&desired(json!({"BlockPublicAcls": true}))).unwrap().id, "one");
    let actual = Block::read("one").unwrap().unwrap();
    assert_eq!(
        Block::update("one", &actual, &desired(json!({"BlockPublicAcls": true}))).unwrap(),
        Vec::<String>::new()
    );
    Block::update("one", &actual, &desired(json!({"BlockPublicPolicy": true}))).unwrap();
    let mut all = configuration();
    all["BlockPublicPolicy"] = json!(true);
    assert_eq!(
        aws.inputs(PutPublicAccessBlock),
        [
            json!({"Bucket": "one", "PublicAccessBlockConfiguration": {"BlockPublicAcls": true}}),
            json!({"Bucket": "one", "PublicAccessBlockConfiguration": all}),
        ]
    );
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Block::delete("one", &desired(json!({}))).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeletePublicAccessBlock), [json!({"Bucket": "one"})]);
    aws.on(DeletePublicAccessBlock, missing);
    assert_eq!(Block::delete("one", &desired(json!({}))).unwrap(), Progress::Done);
}

#[test]
fn those_of_all_buckets_are_listed() {
    let aws = aws();
    aws.answer(ListBuckets, json!({"Buckets": [{"Name": "one"}]}));
    let ids: Vec<String> = Block::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one"]);
}
