//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use s3_bucket_versioning::{Versioning, s3::operation::*};
use wasmidem_guest::{fake::Fake, json, json::to_value, prelude::*};

fn desired(status: Option<&str>, mfa: Option<&str>) -> Versioning {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Versioning { bucket: "one".into(), mfa_delete: owned(mfa), status: owned(status) }
}

/// An AWS where the bucket `one` has versions, and others never had.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.on(GetBucketVersioning, |input| {
        Ok(if input["Bucket"] == "one" { json!({"Status": "Enabled"}) } else { json!({}) })
    });
    aws.answer(PutBucketVersioning, json!({}));
    aws
}

fn put(configuration: Value) -> Value {
    json!({"Bucket": "one", "VersioningConfiguration": configuration})
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Versioning::read("one").unwrap().unwrap()),
        json!({"bucket": "one", "mfa_delete": "Disabled", "status": "Enabled"})
    );
    assert_eq!(Versioning::find(&desired(None, None)).unwrap().as_deref(), Some("one"));
    assert_eq!(Versioning::read("two").unwrap(), None);
    aws.on(GetBucketVersioning, |_| Err(Failure::not_found("no bucket")));
    assert_eq!(Versioning::read("one").unwrap(), None);
}

#[test]
fn it_is_set() {
    let aws = aws();
    assert_eq!(Versioning::create(&desired(None, None)).unwrap().id, "one");
    Versioning::create(&desired(Some("Suspended"), Some("Disabled"))).unwrap();
    let actual = Versioning::read("one").unwrap().unwrap();
    let update = |status, mfa| Versioning::update("one", &actual, &desired(status, mfa)).unwrap();
    assert_eq!(update(Some("Enabled"), Some("Disabled")), Vec::<String>::new());
    assert_eq!(update(Some("Suspended"), None), ["versioning is Suspended"]);
    update(None, Some("Enabled"));
    assert_eq!(
        aws.inputs(PutBucketVersioning),
        [
            put(json!({"Status": "Enabled"})),
            put(json!({"Status": "Suspended", "MFADelete": "Disabled"})),
            put(json!({"Status": "Suspended"})),
            put(json!({"Status": "Enabled", "MFADelete": "Enabled"})),
        ]
    );
}

#[test]
fn its_deletion_suspends_it() {
    let aws = aws();
    assert_eq!(Versioning::delete("one", &desired(Some("Suspended"), None)).unwrap(), Progress::Done);
    assert_eq!(aws.calls(), Vec::<&str>::new());
    assert_eq!(Versioning::delete("one", &desired(Some("Enabled"), None)).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(PutBucketVersioning), [put(json!({"Status": "Suspended"}))]);
    aws.on(PutBucketVersioning, |_| Err(Failure::not_found("no bucket")));
    assert_eq!(Versioning::delete("one", &desired(Some("Enabled"), None)).unwrap(), Progress::Done);
}

#[test]
fn those_that_were_set_are_listed() {
    let aws = aws();
    aws.answer(ListBuckets, json!({"Buckets": [{"Name": "one"}, {"Name": "two"}]}));
    let ids: Vec<String> = Versioning::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["one"]);
}
