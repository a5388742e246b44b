//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use s3_bucket_policy::{BucketPolicy, s3::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(effect: &str) -> BucketPolicy {
    let policy = json!({"Statement": [{"Effect": effect}]});
    from_value(json!({"bucket": "one", "policy": policy, "expected_bucket_owner": "1"})).unwrap()
}

/// An AWS where the bucket `one` has a policy.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.on(GetBucketPolicy, |input| {
        if input["Bucket"] == "one" {
            return Ok(json!({"Policy": "{\"Statement\":{\"Effect\":\"Deny\"}}"}));
        }
        Err(Failure::not_found("no policy"))
    });
    aws.answer(PutBucketPolicy, json!({})).answer(DeleteBucketPolicy, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    assert_eq!(
        to_value(&BucketPolicy::read("one-policy").unwrap().unwrap()),
        json!({"bucket": "one", "policy": "{\"Statement\": {\"Effect\": \"Deny\"}}"})
    );
    assert_eq!(BucketPolicy::find(&desired("Deny")).unwrap().as_deref(), Some("one-policy"));
    assert_eq!(BucketPolicy::read("two-policy").unwrap(), None);
}

#[test]
fn it_is_written_as_a_whole() {
    let aws = aws();
    let put = |effect: &str| {
        json!({
            "Bucket": "one", "ExpectedBucketOwner": "1",
            "Policy": format!("{{\"Statement\": [{{\"Effect\": \"{effect}\"}}]}}"),
        })
    };
    assert_eq!(BucketPolicy::create(&desired("Deny")).unwrap().id, "one-policy");
    let actual = BucketPolicy::read("one-policy").unwrap().unwrap();
    assert_eq!(BucketPolicy::update("one-policy", &actual, &desired("Deny")).unwrap(), Vec::<String>::new());
    BucketPolicy::update("one-policy", &actual, &desired("Allow")).unwrap();
    assert_eq!(aws.inputs(PutBucketPolicy), [put("Deny"), put("Allow")]);
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(BucketPolicy::delete("one-policy", &desired("Deny")).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteBucketPolicy), [json!({"Bucket": "one"})]);
    aws.on(DeleteBucketPolicy, |_| Err(Failure::not_found("no bucket")));
    assert_eq!(BucketPolicy::delete("one-policy", &desired("Deny")).unwrap(), Progress::Done);
}

#[test]
fn those_of_all_buckets_are_listed() {
    let aws = aws();
    aws.answer(ListBuckets, json!({"Buckets": [{"Name": "one"}, {"Name": "two"}]}));
    let ids: Vec<String> = BucketPolicy::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one-policy"]);
}
