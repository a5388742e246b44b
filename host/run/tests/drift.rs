//! What is remembered against what is there, over a cloud in memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod cloud;

use cloud::{Cloud, Recorded, Rest, changes, go, program, state};
use serde_json::{Value, json};
use std::path::Path;
use wasmidem_contract::{Action, Event, Modules, Outcome, Phase, Step};
use wasmidem_run::{Look, Store, adopt, drift, refresh};

async fn look(cloud: &Cloud, store: &Store) -> Vec<Outcome> {
    let (rest, events) = (Rest::default(), Recorded::default());
    let wanted = |path: &str| path != "hidden";
    let look = Look {
        modules: cloud,
        accounts: &rest,
        events: &events,
        run_id: "r",
        profile: "default",
        concurrency: 4,
        wanted: &wanted,
    };
    let outcomes = drift(look, store).await;
    let seen = events.0.lock().unwrap();
    assert_eq!(seen[0], Event::RunStarted { states: outcomes.len(), phase: Phase::Drift });
    let ended = seen.iter().filter(|event| matches!(event, Event::StateFinished { .. })).count();
    assert_eq!(ended, outcomes.len());
    outcomes
}

fn open(folder: &Path) -> Store {
    Store::open(folder, "cli").unwrap()
}

async fn two_boxes(cloud: &Cloud, folder: &Path) {
    let wanted = program(vec![
        state("a", "present", json!({"label": "x", "size": 3})),
        state("b", "present", json!({"label": "y"})),
    ]);
    go(cloud, folder, &wanted).await;
    cloud.writes();
}

#[tokio::test(start_paused = true)]
async fn tells_what_differs_and_what_is_gone() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    two_boxes(&cloud, folder.path()).await;
    let found = look(&cloud, &open(folder.path())).await;
    assert!(found.iter().all(|outcome| outcome.action == Action::Unchanged));
    cloud.change("box-1", "size", json!(9));
    cloud.change("box-1", "tags", json!({"by": "hand"}));
    cloud.drop_box("box-2");
    let store = open(folder.path());
    let found = look(&cloud, &store).await;
    assert_eq!((found[0].action, found[1].action), (Action::Update, Action::Delete));
    let expected = json!({"old": {"size": 3}, "new": {"size": 9, "tags": {"by": "hand"}}});
    assert_eq!(changes(&found[0]), expected);
    assert_eq!(found[1].old_state["resource_id"], "box-2");
    assert!(cloud.writes().is_empty());
    drop(store);
    assert_eq!(look(&cloud, &open(folder.path())).await.len(), 2, "looking changes nothing");
}

#[tokio::test(start_paused = true)]
async fn refresh_takes_over_what_is_there() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    two_boxes(&cloud, folder.path()).await;
    cloud.change("box-1", "size", json!(9));
    cloud.drop_box("box-2");
    let mut store = open(folder.path());
    let found = look(&cloud, &store).await;
    refresh(&mut store, &found).unwrap();
    store.close().unwrap();
    let found = look(&cloud, &open(folder.path())).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].action, Action::Unchanged);
    assert_eq!(found[0].new_state["size"], 9);
    assert!(cloud.writes().is_empty());
}

#[tokio::test(start_paused = true)]
async fn adopts_what_nothing_is_remembered_of() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    two_boxes(&cloud, folder.path()).await;
    cloud.put("box-7", cloud::object(json!({"resource_id": "box-7", "label": "found"})));
    let mut store = open(folder.path());
    let step = Step {
        state: None,
        phase: Phase::Drift,
        profile: "default".into(),
        region: "r-1".into(),
        run_id: "r".into(),
    };
    let kind = cloud.resource("box").unwrap();
    let events = Recorded::default();
    let adopted = adopt(&step, &cloud, kind, &mut store, &events).await.unwrap();
    assert_eq!(adopted.len(), 1, "what is managed gets no second entry");
    let told = Event::StateFinished { outcome: Box::new(adopted[0].clone()) };
    assert_eq!(events.0.lock().unwrap().last(), Some(&told));
    assert_eq!(adopted[0].address.tag(), "box_|-box-7_|-box-7_|-present");
    assert_eq!(adopt(&step, &cloud, kind, &mut store, &events).await.unwrap(), []);
    assert_eq!(look(&cloud, &store).await.len(), 3);
}

/// A resource of another profile or region is not taken for gone.
#[tokio::test(start_paused = true)]
async fn looks_where_it_was_enforced() {
    let (cloud, folder) = (Cloud::new(), tempfile::tempdir().unwrap());
    let file = folder.path().join("states.json");
    let states = json!({
        "format": "wasmidem-esm", "version": [1, 1], "serial": 1,
        "states": {
            "box_|-a_|-a_|-": {"resource_id": "box-1"}, "box_|-b_|-b_|-": {"resource_id": "box-2"},
            "other_|-c_|-c_|-": {"resource_id": "1"}, "hidden_|-d_|-d_|-": {"resource_id": "1"},
            "box_|-e_|-e_|-": {"name": "no id"},
        },
        "bindings": {
            "box_|-a_|-a_|-": {"profile": "default", "region": "elsewhere"},
            "box_|-b_|-b_|-": {"profile": "other", "region": "region"},
        },
    });
    std::fs::write(&file, states.to_string()).unwrap();
    let mut store = open(folder.path());
    assert_eq!(store.restore(&file).unwrap(), 5);
    let found = look(&cloud, &store).await;
    let codes: Vec<Option<&str>> =
        found.iter().map(|outcome| Some(outcome.failure.as_ref()?.code.as_str())).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(codes[0], Some("run.other-region"));
    assert_eq!(codes[2], Some("run.no-module"));
    assert_eq!(found[2].action, Action::Skip);
    refresh(&mut store, &found).unwrap();
    store.close().unwrap();
    let text = std::fs::read_to_string(folder.path().join("cli/snapshot.json")).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();
    assert!(kept["states"]["box_|-a_|-a_|-"].is_object(), "nothing that was not looked at is forgotten");
}
