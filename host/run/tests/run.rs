//! Runs over a cloud in memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod cloud;

use cloud::{Cloud, changes, go, go_with, program, state};
use serde_json::{Value, json};
use wasmidem_contract::{
    Action, Blame, Cause, Failure, Outcome, Requisite, RequisiteKind, StateResult, Target,
};

#[tokio::test(start_paused = true)]
async fn creates_once_and_sets_the_rest() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 3, "tags": {"k": "v"}}))]);

    let outcomes = go_with(&cloud, folder.path(), &wanted, true).await;
    assert_eq!(outcomes[0].action, Action::Create);
    assert_eq!(outcomes[0].new_state["resource_id"], "resource_id_known_after_present");
    assert!(cloud.writes().is_empty(), "a preview writes nothing");
    assert!(!folder.path().join("cli").exists(), "a preview makes no store");

    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(cloud.writes(), ["create", "update box-1"]);
    assert_eq!(outcomes[0].old_state, Value::Null);
    assert_eq!(outcomes[0].new_state["size"], 3);
    assert_eq!(outcomes[0].new_state["name"], "a");
    assert_eq!(outcomes[0].comments[0], "Created box 'a'");

    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].action, Action::Unchanged);
    assert_eq!(changes(&outcomes[0]), json!({}));
    assert!(cloud.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn corrects_drift_and_leaves_what_is_not_given() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 3}))]);
    go(&cloud, folder.path(), &wanted).await;
    cloud.change("box-1", "size", json!(9));
    cloud.change("box-1", "tags", json!({"by": "hand"}));
    let preview = go_with(&cloud, folder.path(), &wanted, true).await;
    assert_eq!(changes(&preview[0]), json!({"old": {"size": 9}, "new": {"size": 3}}));
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(changes(&outcomes[0]), changes(&preview[0]), "the run does what the preview said");
    assert_eq!(outcomes[0].new_state["tags"], json!({"by": "hand"}));
}

#[tokio::test(start_paused = true)]
async fn what_is_fixed_stays_with_a_warning() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    go(&cloud, folder.path(), &program(vec![state("a", "present", json!({"label": "x"}))])).await;
    cloud.writes();
    let outcomes =
        go(&cloud, folder.path(), &program(vec![state("a", "present", json!({"label": "y"}))])).await;
    assert!(cloud.writes().is_empty());
    assert_eq!(outcomes[0].result, StateResult::Succeeded);
    assert!(outcomes[0].comments[1].contains("stays 'x', the state file says 'y'"));
}

#[tokio::test(start_paused = true)]
async fn makes_again_what_was_deleted_behind_its_back() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x"}))]);
    go(&cloud, folder.path(), &wanted).await;
    cloud.drop_box("box-1");
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].new_state["resource_id"], "box-2");
    let explicit = program(vec![state("b", "present", json!({"label": "x", "resource_id": "box-77"}))]);
    let outcomes = go(&cloud, folder.path(), &explicit).await;
    assert_eq!(outcomes[0].failure.as_ref().unwrap().code, "run.no-such-resource");
}

fn lost() -> Failure {
    Failure { ambiguous: true, ..Failure::new(Cause::Timeout, Blame::Aws, "aws.timeout", "no answer") }
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_makes_nothing_twice() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 1}))]);
    cloud.break_create(true, lost());
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].result, StateResult::Succeeded, "{:?}", outcomes[0].comments);
    assert_eq!(cloud.boxes(), 1);

    // Nothing was made: the state fails, the intent stays, the next run looks and creates.
    let other = program(vec![state("b", "present", json!({"label": "y"}))]);
    cloud.break_create(false, lost());
    assert_eq!(go(&cloud, folder.path(), &other).await[0].result, StateResult::Failed);
    cloud.writes();
    assert_eq!(go(&cloud, folder.path(), &other).await[0].result, StateResult::Succeeded);
    let calls = cloud.writes();
    assert_eq!(calls.last().unwrap(), "create");
    assert!(calls.iter().rev().skip(1).all(|call| call == "list"), "{calls:?}");
    assert_eq!(cloud.boxes(), 2);
}

/// What a killed process has sent may be carried out when the next run has begun.
#[tokio::test(start_paused = true)]
async fn a_creation_that_is_still_under_way_is_waited_for() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x"}))]);
    cloud.break_create(false, lost());
    go(&cloud, folder.path(), &wanted).await;
    let late = async {
        tokio::time::sleep(std::time::Duration::from_secs(4)).await;
        cloud.put("box-9", cloud::object(json!({"resource_id": "box-9", "label": "x"})));
    };
    let (outcomes, ()) = tokio::join!(go(&cloud, folder.path(), &wanted), late);
    assert_eq!(outcomes[0].new_state["resource_id"], "box-9");
    assert_eq!(cloud.boxes(), 1);
}

/// The module is killed after the call was sent: the next run finds the box.
#[tokio::test(start_paused = true)]
async fn an_interrupted_creation_is_found_by_the_next_run() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 1}))]);
    let killed = Failure::new(Cause::Other, Blame::Module, "module.trap", "trap");
    cloud.break_create(true, killed.clone());
    go(&cloud, folder.path(), &wanted).await;
    cloud.writes();
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].result, StateResult::Succeeded);
    assert!(cloud.writes().iter().all(|call| call != "create"));
    assert_eq!(cloud.boxes(), 1);
}

/// AWS shows some things only minutes after it made them.
#[tokio::test(start_paused = true)]
async fn what_is_not_shown_yet_is_neither_made_again_nor_left_behind() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 1}))]);
    let gone = program(vec![state("a", "absent", json!({}))]);
    cloud.hide(u32::MAX);
    let code = |outcomes: &[Outcome]| outcomes[0].failure.as_ref().map(|failure| failure.code.clone());
    for preview in [false, true, false] {
        let outcomes = go_with(&cloud, folder.path(), &wanted, preview).await;
        assert_eq!(code(&outcomes).as_deref(), Some("run.not-visible"), "preview: {preview}");
    }
    let outcomes = go(&cloud, folder.path(), &gone).await;
    assert_eq!(code(&outcomes).as_deref(), Some("run.not-visible"));
    assert_eq!(cloud.writes(), ["create"]);
    // Shown while the next run looks.
    cloud.hide(15);
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].result, StateResult::Succeeded);
    assert_eq!(outcomes[0].new_state["size"], 1);
    assert_eq!(cloud.writes(), ["update box-1"]);
    // It was seen: from now on it is what others delete that is not there.
    cloud.drop_box("box-1");
    go(&cloud, folder.path(), &wanted).await;
    assert_eq!(cloud.writes(), ["create", "update box-2"]);
    go(&cloud, folder.path(), &gone).await;
    assert_eq!(cloud.boxes(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_refused_creation_leaves_no_intent() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x"}))]);
    cloud.break_create(false, Failure::new(Cause::Denied, Blame::Aws, "aws.AccessDenied", "no"));
    go(&cloud, folder.path(), &wanted).await;
    cloud.writes();
    go(&cloud, folder.path(), &wanted).await;
    assert_eq!(cloud.writes(), ["create"], "no list: nothing was left open");
}

#[tokio::test(start_paused = true)]
async fn a_half_made_resource_is_remembered() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = program(vec![state("a", "present", json!({"label": "x", "size": 1}))]);
    cloud.break_update(Failure::new(Cause::Denied, Blame::Aws, "aws.AccessDenied", "no"));
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    assert_eq!(outcomes[0].result, StateResult::Failed);
    assert_eq!(outcomes[0].new_state["resource_id"], "box-1");
    assert_eq!(go(&cloud, folder.path(), &wanted).await[0].result, StateResult::Succeeded);
    assert_eq!(cloud.boxes(), 1);
}

#[tokio::test(start_paused = true)]
async fn binds_and_fails_in_chains() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = |label: Value| {
        program(vec![
            state("inner", "present", json!({"label": "i", "inside": "${box:outer:resource_id}"})),
            state("outer", "present", json!({"label": label})),
            state("free", "present", json!({"label": "f"})),
        ])
    };
    let outcomes = go(&cloud, folder.path(), &wanted(json!(5))).await;
    assert_eq!(outcomes[0].result, StateResult::Failed);
    assert!(outcomes[0].comments[0].starts_with("Result of require box_|-outer_|-outer_|-present is"));
    assert!(outcomes[1].comments[0].contains("`label` must be a string, not the number `5`"));
    assert_eq!(outcomes[2].result, StateResult::Succeeded);
    let outcomes = go(&cloud, folder.path(), &wanted(json!("o"))).await;
    assert_eq!(outcomes[0].new_state["inside"], outcomes[1].new_state["resource_id"]);
}

/// Listed container first, and without requisites: what is inside goes first all the same.
#[tokio::test(start_paused = true)]
async fn deletes_users_before_what_they_use() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    go(
        &cloud,
        folder.path(),
        &program(vec![
            state("a", "present", json!({"label": "a"})),
            state("b", "present", json!({"label": "b", "inside": "${box:a:resource_id}"})),
            state("c", "present", json!({"label": "c", "inside": "${box:b:resource_id}"})),
        ]),
    )
    .await;
    cloud.writes();
    let gone = program(["a", "b", "c"].map(|id| state(id, "absent", json!({}))).to_vec());
    let outcomes = go(&cloud, folder.path(), &gone).await;
    assert!(outcomes.iter().all(|outcome| outcome.action == Action::Delete));
    assert_eq!(cloud.writes(), ["delete box-3", "delete box-2", "delete box-1"]);
    let outcomes = go(&cloud, folder.path(), &gone).await;
    assert!(outcomes.iter().all(|outcome| outcome.comments[0].ends_with("already absent")));
    assert!(cloud.writes().is_empty());
}

/// What the store does not know of is found out by trying again.
#[tokio::test(start_paused = true)]
async fn retries_refused_deletions_while_others_succeed() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let make = ["a", "b", "c"].map(|id| state(id, "present", json!({"label": id})));
    go(&cloud, folder.path(), &program(make.to_vec())).await;
    cloud.change("box-2", "inside", json!("box-1"));
    cloud.change("box-3", "inside", json!("box-2"));
    let gone = program(["a", "b", "c"].map(|id| state(id, "absent", json!({}))).to_vec());
    go(&cloud, folder.path(), &gone).await;
    assert_eq!(cloud.boxes(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_fails_with_a_suggestion() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let mut unknown = state("a", "present", json!({}));
    unknown.address.path = "boxx".into();
    let mut known_to_idem = state("b", "absent", json!({}));
    known_to_idem.address.path = "aws.s3.bucket".into();
    let outcomes = go(&cloud, folder.path(), &program(vec![unknown, known_to_idem])).await;
    let failure = outcomes[0].failure.as_ref().unwrap();
    assert!(failure.message.starts_with("Could not find function to enforce boxx."));
    assert_eq!(failure.help(), Some("did you mean `box.present`?"));
    assert_eq!(outcomes[1].result, StateResult::Succeeded, "nothing was enforced, so nothing is there");
}

#[tokio::test(start_paused = true)]
async fn adopts_by_natural_key_what_no_other_state_has() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let one = |id: &str| state(id, "present", json!({"label": "unique"}));
    go(&cloud, folder.path(), &program(vec![one("a")])).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let outcomes = go(&cloud, elsewhere.path(), &program(vec![one("a")])).await;
    assert_eq!(outcomes[0].action, Action::Unchanged, "a lost store doubles nothing");
    let outcomes = go(&cloud, folder.path(), &program(vec![one("a"), one("b")])).await;
    assert_eq!(outcomes[1].failure.as_ref().unwrap().code, "run.two-states-one-resource");
    let outcomes = go(&cloud, folder.path(), &program(vec![one("renamed")])).await;
    assert_eq!(outcomes[0].result, StateResult::Succeeded);
    assert_eq!(cloud.boxes(), 1);
}

/// AWS answered the creation with an error of its own: it is tried again only after a look.
#[tokio::test(start_paused = true)]
async fn a_creation_that_aws_failed_is_tried_again_after_a_look() {
    let failed = || {
        let failure = Failure::new(Cause::Other, Blame::Aws, "aws.box.InternalError", "failed");
        Failure { ambiguous: true, retryable: true, ..failure }.with_detail("status", 500)
    };
    let wanted = program(vec![state("a", "present", json!({"label": "x"}))]);
    for made in [true, false] {
        let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
        cloud.break_create(made, failed());
        let outcomes = go(&cloud, folder.path(), &wanted).await;
        assert_eq!(outcomes[0].result, StateResult::Succeeded, "{:?}", outcomes[0].comments);
        assert_eq!(cloud.boxes(), 1, "made before the failure: {made}");
        let expected: &[&str] = if made { &["create", "list"] } else { &["create", "list", "create"] };
        assert_eq!(cloud.writes(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn one_of_several_is_enough_for_any() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let mut after = state("after", "present", json!({"label": "z"}));
    for id in ["bad", "good"] {
        after.requisites.push(Requisite {
            kind: RequisiteKind::RequireAny,
            target: Target::State { path: "box".into(), pattern: id.into() },
            location: after.location.clone(),
        });
    }
    let wanted = program(vec![
        state("bad", "present", json!({"label": 5})),
        state("good", "present", json!({"label": "x"})),
        after,
    ]);
    let outcomes = go(&cloud, folder.path(), &wanted).await;
    let results: Vec<bool> =
        outcomes.iter().map(|outcome| outcome.result == StateResult::Succeeded).collect();
    assert_eq!(results, [false, true, true]);
}
