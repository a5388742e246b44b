//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use s3_bucket::{Bucket, s3::operation::*};
use wasmidem_guest::{
    fake::{Context, Fake},
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(mut members: Value) -> Bucket {
    members["name"] = json!("one");
    from_value(members).unwrap()
}

fn missing(_: Value) -> Result<Value> {
    Err(Failure::not_found("no"))
}

/// An AWS with one bucket.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(GetBucketLocation, json!({"LocationConstraint": "us-west-1"}))
        .on(GetObjectLockConfiguration, missing)
        .on(GetBucketOwnershipControls, missing)
        .answer(
            GetBucketAcl,
            json!({"Grants": [
                {"Grantee": {"ID": "75aa", "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"},
                {"Grantee": {"URI": "http://all", "Type": "Group"}, "Permission": "READ"},
                {"Grantee": {"ID": "76bb", "Type": "CanonicalUser"}, "Permission": "READ"},
            ]}),
        )
        .answer(GetBucketTagging, json!({"TagSet": [{"Key": "env", "Value": "dev"}]}))
        .answer(CreateBucket, json!({"Location": "/one"}))
        .answer(PutBucketTagging, json!({}))
        .answer(DeleteBucketTagging, json!({}))
        .answer(PutObjectLockConfiguration, json!({}))
        .answer(PutBucketOwnershipControls, json!({}))
        .answer(DeleteBucket, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let shown = json!({
        "name": "one", "create_bucket_configuration": {"LocationConstraint": "us-west-1"},
        "grant_full_control": "ID=75aa", "grant_read": "URI=http://all,ID=76bb", "tags": {"env": "dev"},
    });
    assert_eq!(to_value(&Bucket::read("one").unwrap().unwrap()), shown);
    let lock = json!({"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 3}}});
    aws.answer(GetObjectLockConfiguration, json!({"ObjectLockConfiguration": lock}))
        .answer(
            GetBucketOwnershipControls,
            json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}}),
        )
        .on(GetBucketTagging, missing);
    let mut shown = shown;
    shown["object_lock_enabled_for_bucket"] = json!(true);
    shown["object_lock_configuration"] = lock;
    shown["object_ownership"] = json!("ObjectWriter");
    shown.as_object_mut().unwrap().remove("tags");
    assert_eq!(to_value(&Bucket::read("one").unwrap().unwrap()), shown);
    aws.on(GetBucketLocation, missing);
    assert_eq!(Bucket::read("one").unwrap(), None);
}

#[test]
fn a_bucket_is_found_by_its_name() {
    let aws = aws();
    assert_eq!(Bucket::find(&desired(json!({}))).unwrap().as_deref(), Some("one"));
    assert_eq!(aws.inputs(GetBucketLocation), [json!({"Bucket": "one"})]);
    aws.on(GetBucketLocation, missing);
    assert_eq!(Bucket::find(&desired(json!({}))).unwrap(), None);
    aws.on(GetBucketLocation, |_| {
        Err(Failure::new(Cause::Denied, "aws.s3.AccessDenied", "of somebody else"))
    });
    assert_eq!(Bucket::find(&desired(json!({}))).unwrap_err().cause, Cause::Denied);
}

#[test]
fn creation_says_where() {
    let made = |region: &str, members: Value| {
        let aws = aws();
        aws.context(Context { region: region.into(), ..Context::default() });
        assert_eq!(Bucket::create(&desired(members)).unwrap().id, "one");
        assert_eq!(aws.calls(), ["s3:CreateBucket"]);
        aws.inputs(CreateBucket).remove(0)
    };
    let in_region =
        |region: &str| json!({"Bucket": "one", "CreateBucketConfiguration": {"LocationConstraint": region}});
    assert_eq!(made("eu-central-1", json!({})), in_region("eu-central-1"));
    let given = json!({"create_bucket_configuration": {"LocationConstraint": "us-west-1"}});
    assert_eq!(made("eu-central-1", given), in_region("us-west-1"));
    assert_eq!(made("us-east-1", json!({"acl": "private"})), json!({"Bucket": "one", "ACL": "private"}));
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Bucket::read("one").unwrap().unwrap();
    let same = desired(json!({"acl": "private", "tags": {"env": "dev"}}));
    assert_eq!(Bucket::update("one", &actual, &same).unwrap(), Vec::<String>::new());
    let untagged = Bucket { tags: None, ..actual };
    assert_eq!(
        Bucket::update("one", &untagged, &desired(json!({"tags": {}}))).unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = Bucket::read("one").unwrap().unwrap();
    let update = |members: Value| Bucket::update("one", &actual, &desired(members)).unwrap();
    update(json!({"tags": {"a": "b"}}));
    assert_eq!(
        aws.inputs(PutBucketTagging),
        [json!({"Bucket": "one", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}})]
    );
    update(json!({"tags": {}}));
    assert_eq!(aws.inputs(DeleteBucketTagging), [json!({"Bucket": "one"})]);
    update(json!({"object_ownership": "ObjectWriter"}));
    assert_eq!(
        aws.inputs(PutBucketOwnershipControls),
        [json!({"Bucket": "one", "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}})]
    );
    update(json!({"object_lock_configuration": {"ObjectLockEnabled": "Enabled"}}));
    assert_eq!(
        aws.inputs(PutObjectLockConfiguration),
        [json!({"Bucket": "one", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}})]
    );
}

#[test]
fn nothing_to_delete_is_success() {
    let aws = aws();
    assert_eq!(Bucket::delete("one", &Bucket::default()).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteBucket), [json!({"Bucket": "one"})]);
    aws.on(DeleteBucket, missing);
    assert_eq!(Bucket::delete("one", &Bucket::default()).unwrap(), Progress::Done);
    aws.on(DeleteBucket, |_| Err(Failure::new(Cause::Conflict, "aws.s3.BucketNotEmpty", "not empty")));
    assert_eq!(Bucket::delete("one", &Bucket::default()).unwrap_err().cause, Cause::Conflict);
}

#[test]
fn those_of_the_region_are_listed() {
    let aws = aws();
    aws.on(ListBuckets, |input| {
        Ok(match input.get("ContinuationToken") {
            None => json!({"Buckets": [{"Name": "one"}], "ContinuationToken": "t"}),
            Some(_) => json!({"Buckets": [{"Name": "two"}]}),
        })
    });
    let ids: Vec<String> = Bucket::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one", "two"]);
    assert_eq!(aws.inputs(ListBuckets)[0], json!({"BucketRegion": "eu-central-1"}));
}
