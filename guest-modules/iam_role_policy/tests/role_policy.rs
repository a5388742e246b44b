//! What the module asks of AWS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by a panic")]

use iam_role_policy::{RolePolicy, iam::operation::*};
use wasmidem_guest::{
    fake::Fake,
    json,
    json::{from_value, to_value},
    prelude::*,
};

fn desired(effect: &str) -> RolePolicy {
    let document = json!({"Statement": [{"Effect": effect, "Action": "*"}]});
    from_value(json!({"role_name": "a-b", "name": "c", "policy_document": document})).unwrap()
}

/// An AWS with a policy of this role.
fn aws(roles: &'static [&str]) -> Fake {
    let aws = Fake::new();
    aws.on(GetRolePolicy, |input| {
        if !roles.contains(&input["RoleName"].as_str().unwrap()) {
            return Err(Failure::not_found("no"));
        }
        Ok(json!({"PolicyDocument": {"Statement": [{"Effect": "Deny", "Action": "*"}]}}))
    });
    aws.answer(PutRolePolicy, json!({})).answer(DeleteRolePolicy, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws(&["a-b"]);
    let state = RolePolicy::read("a-b-c").unwrap().unwrap();
    assert_eq!(
        to_value(&state),
        json!({"role_name": "a-b", "name": "c", "policy_document": "{\"Statement\": [{\"Action\": \"*\", \"Effect\": \"Deny\"}]}"})
    );
    assert_eq!(
        aws.inputs(GetRolePolicy),
        [json!({"RoleName": "a", "PolicyName": "b-c"}), json!({"RoleName": "a-b", "PolicyName": "c"})]
    );
    assert_eq!(RolePolicy::read("x-y").unwrap(), None);
    assert_eq!(RolePolicy::read("x").unwrap(), None);
}

#[test]
fn an_id_with_two_meanings_is_refused() {
    let _aws = aws(&["a-b", "a"]);
    assert_eq!(RolePolicy::read("a-b-c").unwrap_err().cause, Cause::Conflict);
}

#[test]
fn a_policy_is_found_by_its_role_and_name() {
    let aws = aws(&["a-b"]);
    assert_eq!(RolePolicy::find(&desired("Deny")).unwrap().as_deref(), Some("a-b-c"));
    assert_eq!(aws.inputs(GetRolePolicy), [json!({"RoleName": "a-b", "PolicyName": "c"})]);
}

#[test]
fn it_is_written_as_a_whole() {
    let aws = aws(&["a-b"]);
    assert_eq!(RolePolicy::create(&desired("Deny")).unwrap().id, "a-b-c");
    let actual = RolePolicy::read("a-b-c").unwrap().unwrap();
    assert!(RolePolicy::update("a-b-c", &actual, &desired("Deny")).unwrap().is_empty());
    RolePolicy::update("a-b-c", &actual, &desired("Allow")).unwrap();
    let put = |effect| {
        json!({
            "RoleName": "a-b", "PolicyName": "c",
            "PolicyDocument": format!("{{\"Statement\": [{{\"Action\": \"*\", \"Effect\": \"{effect}\"}}]}}"),
        })
    };
    assert_eq!(aws.inputs(PutRolePolicy), [put("Deny"), put("Allow")]);
    assert_eq!(RolePolicy::delete("a-b-c", &actual).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteRolePolicy), [json!({"RoleName": "a-b", "PolicyName": "c"})]);
    aws.on(DeleteRolePolicy, |_| Err(Failure::not_found("no")));
    assert_eq!(RolePolicy::delete("a-b-c", &actual).unwrap(), Progress::Done);
}

#[test]
fn policies_of_all_roles_are_listed() {
    let aws = aws(&["a-b"]);
    aws.answer(ListRoles, json!({"Roles": [{"RoleName": "a-b"}]}))
        .answer(ListRolePolicies, json!({"PolicyNames": ["c", "d"]}));
    let ids: Vec<String> = RolePolicy::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["a-b-c", "a-b-d"]);
}
