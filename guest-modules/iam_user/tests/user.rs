//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use iam_user::{User, iam::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(mut members: Value) -> User {
    members["user_name"] = json!("alice");
    from_value(members).unwrap()
}

/// An AWS with one user.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        GetUser,
        json!({"User": {"UserName": "alice", "UserId": "AIDA1", "Arn": "arn:1", "Path": "/"}}),
    )
    .answer(UpdateUser, json!({}))
    .answer(PutUserPermissionsBoundary, json!({}))
    .answer(DeleteUserPermissionsBoundary, json!({}))
    .answer(TagUser, json!({}))
    .answer(DeleteUser, json!({}))
    .answer(DeleteSSHPublicKey, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    let state = to_value(&User::read("alice").unwrap().unwrap());
    assert_eq!(state, json!({"arn": "arn:1", "path": "/", "user_name": "alice"}));
    assert_eq!(User::find(&desired(json!({}))).unwrap().as_deref(), Some("alice"));
    assert_eq!(aws.inputs(GetUser), vec![json!({"UserName": "alice"}); 2]);
    aws.on(GetUser, |_| Err(Failure::not_found("no")));
    assert_eq!(User::find(&desired(json!({}))).unwrap(), None);
    assert_eq!(User::read("alice").unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.answer(CreateUser, json!({"User": {"UserName": "alice"}}));
    let given = desired(json!({"path": "/a/", "permissions_boundary": "", "tags": {"k": "v"}}));
    assert_eq!(User::create(&given).unwrap().id, "alice");
    assert_eq!(
        aws.inputs(CreateUser),
        [json!({"UserName": "alice", "Path": "/a/", "Tags": [{"Key": "k", "Value": "v"}]})]
    );
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = User::read("alice").unwrap().unwrap();
    assert!(User::update("alice", &actual, &desired(json!({"path": "/", "tags": {}}))).unwrap().is_empty());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let given = desired(json!({"path": "/a/", "permissions_boundary": "b", "tags": {"k": "v"}}));
    let done = User::update("alice", &actual, &given).unwrap();
    assert_eq!(done, ["moved to /a/", "set the permissions boundary", "set tags `k`"]);
    assert_eq!(aws.inputs(UpdateUser), [json!({"UserName": "alice", "NewPath": "/a/"})]);
    assert_eq!(
        aws.inputs(PutUserPermissionsBoundary),
        [json!({"UserName": "alice", "PermissionsBoundary": "b"})]
    );
    assert_eq!(aws.inputs(TagUser), [json!({"UserName": "alice", "Tags": [{"Key": "k", "Value": "v"}]})]);
    User::update("alice", &given, &desired(json!({"permissions_boundary": ""}))).unwrap();
    assert_eq!(aws.inputs(DeleteUserPermissionsBoundary), [json!({"UserName": "alice"})]);
}

#[test]
fn ssh_keys_go_first() {
    let aws = aws();
    aws.answer(ListSSHPublicKeys, json!({"SSHPublicKeys": [{"SSHPublicKeyId": "K1"}]}));
    assert_eq!(User::delete("alice", &User::default()).unwrap(), Progress::Done);
    assert_eq!(aws.writes(), ["iam:DeleteSSHPublicKey", "iam:DeleteUser"]);
    assert_eq!(aws.inputs(DeleteSSHPublicKey), [json!({"UserName": "alice", "SSHPublicKeyId": "K1"})]);
    aws.on(ListSSHPublicKeys, |_| Err(Failure::not_found("no")));
    aws.on(DeleteUser, |_| Err(Failure::not_found("no")));
    assert_eq!(User::delete("alice", &User::default()).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let aws = aws();
    aws.answer(ListUsers, json!({"Users": [{"UserName": "alice"}], "IsTruncated": false}));
    let ids: Vec<String> = User::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["alice"]);
}
