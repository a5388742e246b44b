//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use iam_instance_profile::{Profile, iam::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(roles: Value) -> Profile {
    from_value(json!({"name": "ip", "roles": roles, "tags": {"k": "v"}})).unwrap()
}

/// An AWS with one profile.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        GetInstanceProfile,
        json!({"InstanceProfile": {
            "InstanceProfileName": "ip", "InstanceProfileId": "AIPA1", "Path": "/", "Arn": "arn:1",
            "Roles": [{"RoleName": "web", "RoleId": "AROA1"}], "Tags": [],
        }}),
    )
    .answer(AddRoleToInstanceProfile, json!({}))
    .answer(RemoveRoleFromInstanceProfile, json!({}))
    .answer(TagInstanceProfile, json!({}))
    .answer(DeleteInstanceProfile, json!({}));
    aws
}

fn with_role(role: &str) -> Value {
    json!({"InstanceProfileName": "ip", "RoleName": role})
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Profile::read("ip").unwrap().unwrap()),
        json!({"name": "ip", "id": "AIPA1", "path": "/", "arn": "arn:1", "tags": {}, "roles": [{"RoleName": "web"}]})
    );
    assert_eq!(Profile::find(&desired(json!([]))).unwrap().as_deref(), Some("ip"));
    assert_eq!(aws.inputs(GetInstanceProfile), vec![json!({"InstanceProfileName": "ip"}); 2]);
    aws.on(GetInstanceProfile, |_| Err(Failure::not_found("no")));
    assert_eq!(Profile::find(&desired(json!([]))).unwrap(), None);
    assert_eq!(Profile::read("ip").unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.answer(CreateInstanceProfile, json!({"InstanceProfile": {"InstanceProfileName": "ip"}}));
    assert_eq!(Profile::create(&desired(json!([{"RoleName": "web"}]))).unwrap().id, "ip");
    assert_eq!(aws.calls(), ["iam:CreateInstanceProfile"]);
    assert_eq!(
        aws.inputs(CreateInstanceProfile),
        [json!({"InstanceProfileName": "ip", "Tags": [{"Key": "k", "Value": "v"}]})]
    );
}

#[test]
fn roles_are_exchanged() {
    let aws = aws();
    let actual = Profile::read("ip").unwrap().unwrap();
    let same = Profile { tags: None, ..desired(json!([{"RoleName": "web"}])) };
    assert_eq!(Profile::update("ip", &actual, &same).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
    let done = Profile::update("ip", &actual, &desired(json!([{"RoleName": "job"}]))).unwrap();
    assert_eq!(
        done,
        [
            "Role 'web' was removed from instance profile 'ip'",
            "Role 'job' was added to instance profile 'ip'",
            "set tags `k`",
        ]
    );
    assert_eq!(aws.inputs(RemoveRoleFromInstanceProfile), [with_role("web")]);
    assert_eq!(aws.inputs(AddRoleToInstanceProfile), [with_role("job")]);
    assert_eq!(
        aws.inputs(TagInstanceProfile),
        [json!({"InstanceProfileName": "ip", "Tags": [{"Key": "k", "Value": "v"}]})]
    );
}

#[test]
fn the_role_goes_first() {
    let aws = aws();
    let last = Profile::read("ip").unwrap().unwrap();
    assert_eq!(Profile::delete("ip", &last).unwrap(), Progress::Done);
    assert_eq!(aws.writes(), ["iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"]);
    assert_eq!(aws.inputs(RemoveRoleFromInstanceProfile), [with_role("web")]);
    aws.on(RemoveRoleFromInstanceProfile, |_| Err(Failure::not_found("no")));
    aws.on(DeleteInstanceProfile, |_| Err(Failure::not_found("no")));
    assert_eq!(Profile::delete("ip", &last).unwrap(), Progress::Done);
}

#[test]
fn all_are_listed() {
    let aws = aws();
    aws.answer(ListInstanceProfiles, json!({"InstanceProfiles": [{"InstanceProfileName": "ip"}]}));
    let ids: Vec<String> = Profile::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["ip"]);
}
