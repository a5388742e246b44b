//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use iam_role_policy_attachment::{Attachment, iam::operation::*};
use wasmidem_guest::{fake::Fake, json, json::to_value, prelude::*};

const ARN: &str = "arn:aws:iam::1:policy/team/p";
const ID: &str = "web/arn:aws:iam::1:policy/team/p";

fn desired() -> Attachment {
    Attachment { role_name: "web".into(), policy_arn: ARN.into() }
}

/// An AWS where the role has the policy.
fn aws() -> Fake {
    let aws = Fake::new();
    aws.answer(
        ListAttachedRolePolicies,
        json!({"AttachedPolicies": [{"PolicyArn": "o"}, {"PolicyArn": ARN}]}),
    )
    .answer(AttachRolePolicy, json!({}))
    .answer(DetachRolePolicy, json!({}));
    aws
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = aws();
    assert_eq!(
        to_value(&Attachment::read(ID).unwrap().unwrap()),
        json!({"role_name": "web", "policy_arn": ARN})
    );
    assert_eq!(aws.inputs(ListAttachedRolePolicies), [json!({"RoleName": "web"})]);
    assert_eq!(Attachment::find(&desired()).unwrap().as_deref(), Some(ID));
    assert_eq!(Attachment::read("web/other").unwrap(), None);
    assert_eq!(Attachment::read("web").unwrap(), None);
    aws.on(ListAttachedRolePolicies, |_| Err(Failure::not_found("no")));
    assert_eq!(Attachment::find(&desired()).unwrap(), None);
    aws.on(ListAttachedRolePolicies, |_| Err(Failure::new(Cause::Denied, "x", "no")));
    assert_eq!(Attachment::find(&desired()).unwrap_err().cause, Cause::Denied);
}

#[test]
fn it_is_attached_and_detached() {
    let aws = aws();
    assert_eq!(Attachment::create(&desired()).unwrap().id, ID);
    assert_eq!(Attachment::update(ID, &desired(), &desired()).unwrap(), Vec::<String>::new());
    assert_eq!(Attachment::delete(ID, &desired()).unwrap(), Progress::Done);
    let both = json!({"RoleName": "web", "PolicyArn": ARN});
    assert_eq!(
        (aws.inputs(AttachRolePolicy), aws.inputs(DetachRolePolicy)),
        (vec![both.clone()], vec![both])
    );
    aws.on(DetachRolePolicy, |_| Err(Failure::not_found("no")));
    assert_eq!(Attachment::delete(ID, &desired()).unwrap(), Progress::Done);
}

#[test]
fn those_of_all_roles_are_listed() {
    let aws = aws();
    aws.answer(ListRoles, json!({"Roles": [{"RoleName": "web"}]}));
    let ids: Vec<String> = Attachment::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["web/o", ID]);
}
