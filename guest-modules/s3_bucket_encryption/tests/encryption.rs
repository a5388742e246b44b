//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use s3_bucket_encryption::{Encryption, s3::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn rules(algorithm: &str) -> Value {
    json!({"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]})
}

fn desired(algorithm: &str) -> Encryption {
    from_value(json!({"bucket": "one", "server_side_encryption_configuration": rules(algorithm)})).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS where a bucket has AWS's own encryption.
fn aws() -> Fake {
    let aws = Fake::new();
    let mut found = rules("AES256");
    found["Rules"][0]["BucketKeyEnabled"] = json!(false);
    aws.answer(GetBucketEncryption, json!({"ServerSideEncryptionConfiguration": found}))
        .answer(PutBucketEncryption, json!({}))
        .answer(DeleteBucketEncryption, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let mut rules = rules("AES256");
    rules["Rules"][0]["BucketKeyEnabled"] = json!(false);
    assert_eq!(
        to_value(&Encryption::read("one").unwrap().unwrap()),
        json!({"bucket": "one", "server_side_encryption_configuration": rules})
    );
    assert_eq!(Encryption::find(&desired("x")).unwrap().as_deref(), Some("one"));
    aws.on(GetBucketEncryption, missing);
    assert_eq!(Encryption::read("one").unwrap(), None);
    assert_eq!(Encryption::find(&desired("x")).unwrap(), None);
}

#[test]
fn the_rules_are_written_as_a_whole() {
    let aws = aws();
    assert_eq!(Encryption::create(&desired("AES256")).unwrap().id, "one");
    let actual = Encryption::read("one").unwrap().unwrap();
    assert_eq!(Encryption::update("one", &actual, &desired("AES256")).unwrap(), Vec::<String>::new());
    assert_eq!(Encryption::update("one", &actual, &desired("aws:kms")).unwrap(), ["replaced the rules"]);
    let put = |algorithm| json!({"Bucket": "one", "ServerSideEncryptionConfiguration": rules(algorithm)});
    assert_eq!(aws.inputs(PutBucketEncryption), [put("AES256"), put("aws:kms")]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Encryption::delete("one", &desired("x")).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteBucketEncryption), [json!({"Bucket": "one"})]);
    aws.on(DeleteBucketEncryption, missing);
    assert_eq!(Encryption::delete("one", &desired("x")).unwrap(), Progress::Done);
}

#[test]
fn those_of_all_buckets_are_listed() {
    let aws = aws();
    aws.answer(ListBuckets, json!({"Buckets": [{"Name": "one"}, {"Name": "two"}]}));
    let ids: Vec<String> = Encryption::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one", "two"]);
}
