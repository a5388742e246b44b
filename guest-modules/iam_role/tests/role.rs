//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use iam_role::{Role, iam::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_text, to_text},
    prelude::*,
};

fn trust(service: &str) -> Value {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}]})
}

fn role(members: Value) -> Role {
    from_text(&members.to_string()).unwrap()
}

fn given() -> Value {
    json!({"name": "web", "assume_role_policy_document": trust("ec2.amazonaws.com")})
}

fn with(member: &str, value: Value) -> Role {
    let mut members = given();
    members[member] = value;
    role(members)
}

/// An AWS with one role.
fn aws() -> Fake {
    let aws = Fake::new();
    let answer = json!({"Role": {
        "RoleName": "web", "Arn": "arn:aws:iam::1:role/web", "RoleId": "AROA1", "Path": "/", "Description": "d1",
        "MaxSessionDuration": 3600, "AssumeRolePolicyDocument": trust("ec2.amazonaws.com").to_string(),
        "Tags": [{"Key": "team", "Value": "a"}],
    }});
    aws.answer(GetRole, answer)
        .answer(UpdateRole, json!({}))
        .answer(UpdateAssumeRolePolicy, json!({}))
        .answer(PutRolePermissionsBoundary, json!({}))
        .answer(DeleteRolePermissionsBoundary, json!({}))
        .answer(TagRole, json!({}))
        .answer(UntagRole, json!({}))
        .answer(DeleteRole, json!({}))
        .answer(RemoveRoleFromInstanceProfile, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let _aws = aws();
    let state: Value = to_text(&Role::read("web").unwrap().unwrap()).parse().unwrap();
    assert_eq!(
        state,
        json!({
            "name": "web", "arn": "arn:aws:iam::1:role/web", "id": "AROA1", "path": "/", "description": "d1",
            "max_session_duration": 3600, "tags": {"team": "a"},
            "assume_role_policy_document": "{\"Statement\": [{\"Action\": \"sts:AssumeRole\", \"Effect\": \"Allow\", \"Principal\": {\"Service\": \"ec2.amazonaws.com\"}}], \"Version\": \"2012-10-17\"}",
        })
    );
}

#[test]
fn a_role_is_found_by_its_name() {
    let aws = aws();
    assert_eq!(Role::find(&role(given())).unwrap().as_deref(), Some("web"));
    assert_eq!(aws.inputs(GetRole), [json!({"RoleName": "web"})]);
    aws.on(GetRole, |_| Err(Failure::not_found("no")));
    assert_eq!(Role::find(&role(given())).unwrap(), None);
    assert_eq!(Role::read("web").unwrap(), None);
}

#[test]
fn creation_is_one_call() {
    let aws = Fake::new();
    aws.answer(CreateRole, json!({"Role": {"RoleName": "web"}}));
    let made = Role::create(&with("tags", json!([{"Key": "team", "Value": "a"}]))).unwrap();
    assert_eq!(made.id, "web");
    assert_eq!(aws.calls(), ["iam:CreateRole"]);
    assert_eq!(
        aws.inputs(CreateRole),
        [json!({
            "RoleName": "web", "Tags": [{"Key": "team", "Value": "a"}],
            "AssumeRolePolicyDocument": Policy::from(trust("ec2.amazonaws.com")).text(),
        })]
    );
}

#[test]
fn what_is_as_desired_is_left_alone() {
    let aws = aws();
    let actual = Role::read("web").unwrap().unwrap();
    assert_eq!(Role::update("web", &actual, &role(given())).unwrap(), Vec::<String>::new());
    assert_eq!(aws.writes(), Vec::<&str>::new());
}

#[test]
fn each_change_is_its_call() {
    let aws = aws();
    let actual = Role::read("web").unwrap().unwrap();
    let update = |desired: Role| Role::update("web", &actual, &desired).unwrap();
    update(with("description", json!("d2")));
    assert_eq!(
        aws.inputs(UpdateRole),
        [json!({"RoleName": "web", "Description": "d2", "MaxSessionDuration": 3600})]
    );
    update(with("assume_role_policy_document", trust("lambda.amazonaws.com")));
    let document = Policy::from(trust("lambda.amazonaws.com")).text();
    assert_eq!(aws.inputs(UpdateAssumeRolePolicy), [json!({"RoleName": "web", "PolicyDocument": document})]);
    update(with("tags", json!({"env": "dev"})));
    assert_eq!(aws.inputs(TagRole), [json!({"RoleName": "web", "Tags": [{"Key": "env", "Value": "dev"}]})]);
    assert_eq!(aws.inputs(UntagRole), [json!({"RoleName": "web", "TagKeys": ["team"]})]);
    update(with("permissions_boundary", json!("arn:b")));
    assert_eq!(
        aws.inputs(PutRolePermissionsBoundary),
        [json!({"RoleName": "web", "PermissionsBoundary": "arn:b"})]
    );
    update(with("permissions_boundary", json!("")));
    assert!(aws.inputs(DeleteRolePermissionsBoundary).is_empty(), "there is none");
    let bound = Role { permissions_boundary: Some("arn:b".into()), ..actual.clone() };
    Role::update("web", &bound, &with("permissions_boundary", json!(""))).unwrap();
    assert_eq!(aws.inputs(DeleteRolePermissionsBoundary), [json!({"RoleName": "web"})]);
}

#[test]
fn a_deleted_role_leaves_its_profiles() {
    let aws = aws();
    aws.answer(ListInstanceProfilesForRole, json!({"InstanceProfiles": [{"InstanceProfileName": "p"}]}));
    assert_eq!(Role::delete("web", &Role::default()).unwrap(), Progress::Done);
    assert_eq!(
        aws.inputs(RemoveRoleFromInstanceProfile),
        [json!({"InstanceProfileName": "p", "RoleName": "web"})]
    );
    assert_eq!(aws.inputs(DeleteRole), [json!({"RoleName": "web"})]);
    aws.on(ListInstanceProfilesForRole, |_| Err(Failure::not_found("no")));
    aws.on(DeleteRole, |_| Err(Failure::not_found("no")));
    assert_eq!(Role::delete("web", &Role::default()).unwrap(), Progress::Done);
}

#[test]
fn all_pages_are_listed() {
    let aws = aws();
    aws.on(ListRoles, |input| {
        Ok(match input.get("Marker") {
            None => json!({"Roles": [{"RoleName": "web"}], "IsTruncated": true, "Marker": "2"}),
            Some(_) => json!({"Roles": [{"RoleName": "job"}], "IsTruncated": false}),
        })
    });
    let ids: Vec<String> = Role::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["web", "job"]);
    assert_eq!(aws.inputs(ListRoles), [json!({}), json!({"Marker": "2"})]);
}
