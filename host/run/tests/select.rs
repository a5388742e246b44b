//! `--target` and `--invert`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod cloud;

use cloud::{Cloud, go, program, state};
use serde_json::json;
use wasmidem_contract::{Action, Program, State};
use wasmidem_run::{invert, target};

fn chain() -> Program {
    let mut wait = state("wait", "sleep", json!({"duration": 0}));
    wait.address.path = "time".into();
    let mut after = state("after", "sleep", json!({"duration": "${box:b:size}"}));
    after.address.path = "time".into();
    program(vec![
        wait,
        state("a", "present", json!({"label": "a", "size": "${time:wait:x}"})),
        state("b", "present", json!({"label": "b", "inside": "${box:a:resource_id}", "size": 0})),
        after,
    ])
}

fn ids(states: &[State]) -> Vec<&str> {
    states.iter().map(|state| state.address.id.as_str()).collect()
}

#[test]
fn a_target_brings_what_it_needs_but_no_resources() {
    assert_eq!(ids(&target(chain(), "a").unwrap().states), ["wait", "a"]);
    assert_eq!(ids(&target(chain(), "b").unwrap().states), ["b"]);
    assert_eq!(ids(&target(chain(), "after").unwrap().states), ["after"]);
    let unknown = target(chain(), "aftr").unwrap_err();
    assert_eq!(unknown.suggestion.as_deref(), Some("after"));
}

#[tokio::test(start_paused = true)]
async fn inverted_states_go_in_the_opposite_order() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let wanted = || {
        program(vec![
            state("a", "present", json!({"label": "a"})),
            state("b", "present", json!({"label": "b", "inside": "${box:a:resource_id}"})),
            state("gone", "absent", json!({"label": "g"})),
        ])
    };
    go(&cloud, folder.path(), &wanted()).await;
    assert_eq!(cloud.writes(), ["create", "create", "update box-2"]);
    let outcomes = go(&cloud, folder.path(), &invert(wanted(), None)).await;
    assert_eq!(cloud.writes(), ["create", "delete box-2", "delete box-1"]);
    assert_eq!(outcomes[0].action, Action::Create, "what was to be absent is made");
    let outcomes = go(&cloud, folder.path(), &invert(wanted(), Some("a"))).await;
    let functions: Vec<&str> = outcomes.iter().map(|outcome| outcome.address.function.as_str()).collect();
    assert_eq!(functions, ["absent", "present", "absent"], "the target alone is inverted");
}

#[test]
fn only_inverted_states_wait_for_each_other() {
    let inverted = invert(chain(), None);
    let b = inverted.states.iter().find(|state| state.address.id == "b").unwrap();
    assert_eq!((b.address.function.as_str(), b.requisites.len(), b.references.len()), ("absent", 0, 0));
    let a = inverted.states.iter().find(|state| state.address.id == "a").unwrap();
    assert_eq!(a.requisites.len(), 1, "after `b`; `wait` and `after` do not matter");
}
