//! States that join a run, replacement, and pending states.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod cloud;

use cloud::{Cloud, changes, go, go_with, object, program, state};
use serde_json::json;
use wasmidem_contract::{
    Action, Blame, Cause, DeferredBlock, Failure, Location, Outcome, Recreate, Requisite, RequisiteKind,
    State, StateResult, Target,
};
use wasmidem_run::Store;

fn of(path: &str, id: &str, function: &str, arguments: serde_json::Value) -> State {
    let mut made = state(id, function, arguments);
    made.address.path = path.into();
    made
}

fn needing(mut state: State, kind: RequisiteKind, target: Target) -> State {
    state.requisites.push(Requisite { kind, target, location: state.location.clone() });
    state
}

fn one(path: &str, id: &str) -> Target {
    Target::State { path: path.into(), pattern: id.into() }
}

fn ids(outcomes: &[Outcome]) -> Vec<(&str, bool)> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by_key(|outcome| outcome.run_number);
    sorted
        .iter()
        .map(|outcome| (outcome.address.id.as_str(), outcome.result == StateResult::Succeeded))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn sls_run_brings_states_that_others_wait_for() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let group = of("sls", "svc", "run", json!({"sls_sources": ["one", "two"], "label": "x"}));
    let user = state("user", "present", json!({"label": "y", "inside": "${box:svc.two:resource_id}"}));
    let user = needing(user, RequisiteKind::Require, Target::Sls { pattern: "svc".into() });
    let outcomes = go(&cloud, folder.path(), &program(vec![user, group])).await;
    assert_eq!(ids(&outcomes), [("svc", true), ("svc.one", true), ("svc.two", true), ("user", true)]);
    assert_eq!(outcomes[0].new_state["inside"], "box-2");
    assert_eq!(outcomes[1].new_state["Status"], "Added 2 states to be run.");
}

#[tokio::test(start_paused = true)]
async fn a_block_is_rendered_with_what_has_run() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let first = state("first", "present", json!({"label": "x"}));
    let block = of("render", "block", "block", json!({"sls": "late ${box:first:resource_id}"}));
    let block = needing(block, RequisiteKind::Require, one("box", "first"));
    let outcomes = go(&cloud, folder.path(), &program(vec![block, first])).await;
    assert_eq!(ids(&outcomes), [("first", true), ("block", true), ("late", true)]);
    let late = outcomes.iter().find(|outcome| outcome.address.id == "late").unwrap();
    assert_eq!(late.new_state["label"], "box-1");
}

fn waiting_block(text: &str) -> DeferredBlock {
    DeferredBlock {
        requires: vec!["first".into()],
        sls: "test.sls".into(),
        pipe: None,
        text: text.into(),
        location: Location { file: "test.sls".into(), line: 7, column: 1 },
    }
}

#[tokio::test(start_paused = true)]
async fn a_block_waits_for_its_state_and_tells_when_it_cannot_be_rendered() {
    for (label, text, expected) in [
        (json!("x"), "second ${box:first:resource_id}", vec![("first", true), ("second", true)]),
        (json!("x"), "first again", vec![("first", true), ("test.sls:7:1", false)]),
        (json!("x"), "broken", vec![("first", true), ("test.sls:7:1", false)]),
        (json!(5), "second x", vec![("first", false), ("test.sls:7:1", false)]),
    ] {
        let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
        let mut wanted = program(vec![state("first", "present", json!({ "label": label }))]);
        wanted.deferred.push(waiting_block(text));
        assert_eq!(ids(&go(&cloud, folder.path(), &wanted).await), expected, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn states_that_join_into_a_circle_are_named() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let group = of("sls", "svc", "run", json!({"sls_sources": ["one"], "label": "${box:late:resource_id}"}));
    let late = state("late", "present", json!({"label": "x", "inside": "${box:svc.one:resource_id}"}));
    let outcomes = go(&cloud, folder.path(), &program(vec![group, late])).await;
    // `svc.one` is not there when `late` starts, so its reference has no value.
    assert!(outcomes.iter().all(|outcome| outcome.result == StateResult::Failed));
}

fn replaced(label: &str, order: Recreate) -> State {
    State { recreate_on_update: Some(order), ..state("a", "present", json!({ "label": label })) }
}

#[tokio::test(start_paused = true)]
async fn replaces_by_destroying_first() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let order = Recreate::DestroyFirst;
    go(&cloud, folder.path(), &program(vec![replaced("x", order)])).await;
    let wanted = program(vec![replaced("y", order)]);
    cloud.writes();
    let preview = go_with(&cloud, folder.path(), &wanted, true).await;
    assert_eq!((preview[0].action, cloud.writes().len()), (Action::Replace, 0));
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(cloud.writes(), ["delete box-1", "create"]);
    assert_eq!(outcomes[0].action, Action::Replace);
    assert_eq!(changes(&outcomes[0])["new"]["resource_id"], "box-2");
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].action, Action::Unchanged);
}

#[tokio::test(start_paused = true)]
async fn replaces_by_creating_first_and_deletes_the_old_after_its_users() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let user = || state("user", "present", json!({"label": "u", "inside": "${box:a:resource_id}"}));
    let wanted = |label| program(vec![replaced(label, Recreate::CreateFirst), user()]);
    go(&cloud, folder.path(), &wanted("x")).await;
    cloud.writes();
    let outcomes = go(&cloud, folder.path(), &wanted("y")).await;
    assert_eq!(cloud.writes(), ["create", "update box-2", "delete box-1"]);
    assert_eq!(ids(&outcomes), [("a", true), ("user", true), ("a_delete_old", true)]);
    let outcomes = go(&cloud, folder.path(), &wanted("y")).await;
    assert_eq!((outcomes.len(), cloud.writes().len()), (2, 0), "nothing is left over");
}

/// Whatever stops a replacement, the next run ends it: one new box, the old one gone.
#[tokio::test(start_paused = true)]
async fn an_interrupted_replacement_is_ended_by_the_next_run() {
    let denied = || Failure::new(Cause::Denied, Blame::Aws, "aws.box.Denied", "no");
    let lost =
        || Failure { ambiguous: true, ..Failure::new(Cause::Timeout, Blame::Aws, "aws.box.Timeout", "lost") };
    for (made, failure) in [(false, denied()), (false, lost()), (true, lost())] {
        let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
        go(&cloud, folder.path(), &program(vec![replaced("x", Recreate::CreateFirst)])).await;
        let wanted = program(vec![replaced("y", Recreate::CreateFirst)]);
        cloud.break_create(made, failure.clone());
        go(&cloud, folder.path(), &wanted).await;
        assert!(
            cloud.has("box-1") || cloud.boxes() == 1,
            "the old one is not lost before there is a new one"
        );
        let outcomes = go(&cloud, folder.path(), &wanted).await;
        assert_eq!(outcomes[0].result, StateResult::Succeeded, "{:?}", outcomes[0].comments);
        go(&cloud, folder.path(), &wanted).await;
        assert_eq!((cloud.boxes(), cloud.has("box-1")), (1, false), "made: {made}, {failure:?}");
    }
}

/// The new resource is there and remembered, the old one was not deleted: a run that was killed.
#[tokio::test(start_paused = true)]
async fn what_was_replaced_is_deleted_by_the_next_run() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    go(
        &cloud,
        folder.path(),
        &program(vec![replaced("x", Recreate::CreateFirst), state("b", "present", json!({"label": "b"}))]),
    )
    .await;
    let snapshot = folder.path().join("cli/snapshot.json");
    let text = std::fs::read_to_string(&snapshot).unwrap();
    std::fs::write(&snapshot, text.replace("box_|-b_|-b_|-", "box_|-a_delete_old_|-a_delete_old_|-"))
        .unwrap();
    let outcomes = go(&cloud, folder.path(), &program(vec![replaced("x", Recreate::CreateFirst)])).await;
    assert_eq!(ids(&outcomes), [("a", true), ("a_delete_old", true)]);
    assert!(cloud.has("box-1") && !cloud.has("box-2"));
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_tried_again_and_its_followers_run_then() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    cloud.break_create(false, Failure::new(Cause::Throttled, Blame::Aws, "aws.box.Throttling", "slow down"));
    let follower = state("b", "present", json!({"label": "y", "inside": "${box:a:resource_id}"}));
    let outcomes =
        go(&cloud, folder.path(), &program(vec![state("a", "present", json!({"label": "x"})), follower]))
            .await;
    assert_eq!(ids(&outcomes), [("a", true), ("b", true)]);
    assert_eq!(outcomes[0].comments, ["Created box 'a'"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_made_before_a_failure_stays_part_of_the_report() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    cloud.break_update(Failure::new(Cause::Throttled, Blame::Aws, "aws.box.Throttling", "slow down"));
    let outcomes =
        go(&cloud, folder.path(), &program(vec![state("a", "present", json!({"label": "x", "size": 3}))]))
            .await;
    assert_eq!((outcomes[0].action, &outcomes[0].old_state), (Action::Create, &json!(null)));
    assert_eq!(changes(&outcomes[0])["new"]["size"], 3);
    assert_eq!(cloud.writes(), ["create", "update box-1", "update box-1"]);
}

#[tokio::test(start_paused = true)]
async fn what_stays_refused_ends_as_a_failure() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    go(&cloud, folder.path(), &program(vec![state("a", "present", json!({"label": "a"}))])).await;
    cloud.put("box-9", object(json!({"resource_id": "box-9", "label": "z", "inside": "box-1"})));
    let outcomes = go(&cloud, folder.path(), &program(vec![state("a", "absent", json!({}))])).await;
    assert_eq!(ids(&outcomes), [("a", false)]);
    let tries = cloud.writes().iter().filter(|call| *call == "delete box-1").count();
    assert_eq!(tries, 5, "once, at once, and three times after waiting");
}

#[tokio::test(start_paused = true)]
async fn prereq_runs_before_a_change_and_only_then() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = |size| {
        let before = of("time", "before", "sleep", json!({"duration": 0}));
        let before = needing(before, RequisiteKind::Prereq, one("box", "a"));
        program(vec![state("a", "present", json!({"label": "x", "size": size})), before])
    };
    let outcomes = go(&cloud, folder.path(), &wanted(1)).await;
    assert_eq!(ids(&outcomes), [("before", true), ("a", true)]);
    assert_eq!(outcomes[1].comments, ["Successfully slept for 0 seconds."]);
    let outcomes = go(&cloud, folder.path(), &wanted(1)).await;
    assert_eq!(outcomes[1].comments, ["not needed: no state of `prereq` would change anything"]);
}

#[tokio::test(start_paused = true)]
async fn triggers_change_with_their_values() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let trigger =
        |value| program(vec![of("trigger", "t", "build", json!({"triggers": [{"a": value}, {"b": 2}]}))]);
    let outcomes = go(&cloud, folder.path(), &trigger(1)).await;
    assert_eq!(changes(&outcomes[0]), json!({"new": {"b": 2, "a": 1}}));
    let id = outcomes[0].new_state["resource_id"].clone();
    let outcomes = go(&cloud, folder.path(), &trigger(1)).await;
    assert_eq!((changes(&outcomes[0]), &outcomes[0].new_state["resource_id"]), (json!({}), &id));
    let preview = go_with(&cloud, folder.path(), &trigger(2), true).await;
    assert_eq!(changes(&preview[0]), json!({"old": {"a": 1}, "new": {"a": 2}}));
    assert!(Store::open_read_only(folder.path(), "cli").is_ok());
}
