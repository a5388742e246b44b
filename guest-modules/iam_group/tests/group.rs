//! What the module asks of AWS.

#![allow(clippy::unwrap_used, reason = "a test fails by a panic")]

use iam_group::{Group, iam::operation::*};
use wasmidem_guest::{fake::Fake, json, json::to_value, prelude::*};

fn desired(path: &str) -> Group {
    Group { name: None, group_name: "admins".into(), path: Some(path.into()) }
}

fn group() -> Value {
    json!({"GroupName": "admins", "GroupId": "AGPA1", "Path": "/"})
}

#[test]
fn the_state_is_what_idem_shows() {
    let aws = Fake::new();
    aws.answer(GetGroup, json!({"Group": group(), "Users": []}));
    let state = to_value(&Group::read("admins").unwrap().unwrap());
    assert_eq!(state, json!({"name": "admins", "group_name": "admins", "path": "/"}));
    assert_eq!(Group::find(&desired("/")).unwrap().as_deref(), Some("admins"));
    assert_eq!(aws.inputs(GetGroup), vec![json!({"GroupName": "admins"}); 2]);
    aws.on(GetGroup, |_| Err(Failure::not_found("no")));
    assert_eq!(Group::find(&desired("/")).unwrap(), None);
    assert_eq!(Group::read("admins").unwrap(), None);
}

#[test]
fn it_is_made_moved_and_deleted() {
    let aws = Fake::new();
    aws.answer(CreateGroup, json!({"Group": group()}))
        .answer(UpdateGroup, json!({}))
        .answer(DeleteGroup, json!({}));
    assert_eq!(Group::create(&desired("/a/")).unwrap().id, "admins");
    assert_eq!(aws.inputs(CreateGroup), [json!({"GroupName": "admins", "Path": "/a/"})]);
    assert_eq!(Group::update("admins", &desired("/"), &desired("/")).unwrap(), Vec::<String>::new());
    Group::update("admins", &desired("/"), &desired("/a/")).unwrap();
    assert_eq!(aws.inputs(UpdateGroup), [json!({"GroupName": "admins", "NewPath": "/a/"})]);
    assert_eq!(Group::delete("admins", &desired("/")).unwrap(), Progress::Done);
    assert_eq!(aws.inputs(DeleteGroup), [json!({"GroupName": "admins"})]);
    aws.on(DeleteGroup, |_| Err(Failure::not_found("no")));
    assert_eq!(Group::delete("admins", &desired("/")).unwrap(), Progress::Done);
    aws.on(DeleteGroup, |_| Err(Failure::new(Cause::Conflict, "aws.iam.DeleteConflict", "users")));
    assert_eq!(Group::delete("admins", &desired("/")).unwrap_err().cause, Cause::Conflict);
}

#[test]
fn all_are_listed() {
    let aws = Fake::new();
    aws.answer(ListGroups, json!({"Groups": [group()]}));
    let ids: Vec<String> = Group::list().unwrap().into_iter().map(|listed| listed.id).collect();
    assert_eq!(ids, ["admins"]);
}
