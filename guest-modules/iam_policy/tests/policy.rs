//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use iam_policy::{ManagedPolicy, iam::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

const ARN: &str = "arn:aws:iam::1:policy/p";

fn document(action: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})
}

fn desired(action: &str, tags: Value) -> ManagedPolicy {
    from_value(json!({"name": "p", "policy_document": document(action), "tags": tags})).unwrap()
}

/// An AWS with one policy.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(ListPolicies, json!({"Policies": [{"PolicyName": "o", "Arn": "o"}, {"PolicyName": "p", "Arn": ARN}]}))
        .answer(GetPolicy, json!({"Policy": {
            "PolicyName": "p", "PolicyId": "ANPA1", "Arn": ARN, "Path": "/", "DefaultVersionId": "v3", "Tags": [],
        }}))
        .answer(GetPolicyVersion, json!({"PolicyVersion": {"Document": document("s3:GetObject"), "VersionId": "v3"}}))
        .answer(CreatePolicyVersion, json!({}))
        .answer(DeletePolicyVersion, json!({}))
        .answer(DeletePolicy, json!({}))
        .answer(TagPolicy, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let state = to_value(&ManagedPolicy::read(ARN).unwrap().unwrap());
    assert_eq!(
        state,
        json!({
            "name": "p", "id": "ANPA1", "path": "/", "default_version_id": "v3", "tags": {},
            "policy_document": "{\"Statement\": [{\"Action\": \"s3:GetObject\", \"Effect\": \"Allow\", \"Resource\": \"*\"}], \"Version\": \"2012-10-17\"}",
        })
    );
    assert_eq!(aws.inputs(GetPolicyVersion), [json!({"PolicyArn": ARN, "VersionId": "v3"})]);
}

#[test]
fn a_policy_is_found_by_its_name() {
    let aws = aws();
    assert_eq!(ManagedPolicy::find(&desired("a", json!({}))).unwrap().as_deref(), Some(ARN));
    assert_eq!(aws.inputs(ListPolicies), [json!({"Scope": "Local"})]);
    aws.on(GetPolicy, |_| Err(Failure::not_found("no")));
    assert_eq!(ManagedPolicy::read(ARN).unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.answer(CreatePolicy, json!({"Policy": {"Arn": ARN}}));
    assert_eq!(ManagedPolicy::create(&desired("a", json!({"k": "v"}))).unwrap().id, ARN);
    let text = Policy::from(document("a")).text();
    assert_eq!(
        aws.inputs(CreatePolicy),
        [json!({"PolicyName": "p", "PolicyDocument": text, "Tags": [{"Key": "k", "Value": "v"}]})]
    );
}

#[test]
fn a_new_document_replaces_the_version() {
    let aws = aws();
    let actual = ManagedPolicy::read(ARN).unwrap().unwrap();
    assert_eq!(
        ManagedPolicy::update(ARN, &actual, &desired("s3:GetObject", json!({}))).unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let done = ManagedPolicy::update(ARN, &actual, &desired("a", json!({"k": "v"}))).unwrap();
    assert_eq!(done, ["replaced the document", "set tags `k`"]);
    let text = Policy::from(document("a")).text();
    assert_eq!(
        aws.inputs(CreatePolicyVersion),
        [json!({"PolicyArn": ARN, "PolicyDocument": text, "SetAsDefault": true})]
    );
    assert_eq!(aws.inputs(DeletePolicyVersion), [json!({"PolicyArn": ARN, "VersionId": "v3"})]);
    assert_eq!(aws.inputs(TagPolicy), [json!({"PolicyArn": ARN, "Tags": [{"Key": "k", "Value": "v"}]})]);
}

#[test]
fn other_versions_go_first() {
    let aws = aws();
    let versions = [("v3", true), ("v2", false)]
        .map(|(id, default)| json!({"VersionId": id, "IsDefaultVersion": default}));
    aws.answer(ListPolicyVersions, json!({"Versions": versions}));
    assert_eq!(ManagedPolicy::delete(ARN, &ManagedPolicy::default()).unwrap(), Progress::Done);
    assert_eq!(aws.writes(), ["iam:DeletePolicyVersion", "iam:DeletePolicy"]);
    assert_eq!(aws.inputs(DeletePolicyVersion), [json!({"PolicyArn": ARN, "VersionId": "v2"})]);
    aws.on(ListPolicyVersions, |_| Err(Failure::not_found("no")));
    aws.on(DeletePolicy, |_| Err(Failure::not_found("no")));
    assert_eq!(ManagedPolicy::delete(ARN, &ManagedPolicy::default()).unwrap(), Progress::Done);
}

#[test]
fn all_of_the_account_are_listed() {
    let _aws = aws();
    let ids: Vec<String> = ManagedPolicy::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["o", ARN]);
}
