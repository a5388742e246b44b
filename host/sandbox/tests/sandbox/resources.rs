//! Modules of resources: answers in, answers out.

use serde_json::json;
use wasmidem_contract::{Blame, Cause, Created, Modules, Phase, Progress};
use wasmidem_sandbox::Limits;

use crate::guests::ResourcesGuest;
use crate::world::{World, object, step};

const PATH: &str = "test.thing";

async fn world(guest: ResourcesGuest) -> World {
    World::with(guest.bytes(), Limits::default()).await
}

#[tokio::test]
async fn every_primitive_answers() {
    let world =
        world(ResourcesGuest { id: "thing-1", state: r#"{"a": 1}"#, comment: "made \u{1b}[31mred\n" }).await;
    let (library, step, desired) = (&world.loaded, step(Phase::Apply), object(json!({"a": 2})));
    assert_eq!(library.find(&step, PATH, &desired).await.unwrap().as_deref(), Some("thing-1"));
    let state = object(json!({"a": 1, "resource_id": "thing-1"}));
    assert_eq!(library.read(&step, PATH, "thing-1").await.unwrap(), Some(state));
    let created = library.create(&step, PATH, &desired).await.unwrap();
    assert_eq!(created, Created { id: "thing-1".into(), pending: true });
    assert_eq!(library.update(&step, PATH, "thing-1", &desired, &desired).await.unwrap(), ["made red"]);
    assert_eq!(library.delete(&step, PATH, "thing-1", &desired).await.unwrap(), Progress::Pending);
    assert_eq!(library.list(&step, PATH).await.unwrap(), [object(json!({"a": 1}))]);
}

#[tokio::test]
async fn a_state_is_that_of_the_resource_asked_for() {
    for state in [r#"{"resource_id": "other"}"#, r#"{"resource_id": {"x": 1}}"#, r#"{"resource_id": null}"#] {
        let world = world(ResourcesGuest { id: "i", state, comment: "" }).await;
        let failure = world.loaded.read(&step(Phase::Apply), PATH, "i").await.unwrap_err();
        assert_eq!((failure.code.as_str(), failure.blame), ("module.answer", Blame::Module), "{state}");
    }
}

#[tokio::test]
async fn wrong_answers_are_the_modules_fault() {
    let world = world(ResourcesGuest { id: "a\nb", state: "[1]", comment: "" }).await;
    let (library, step, desired) = (&world.loaded, step(Phase::Apply), object(json!({})));
    for failure in [
        library.find(&step, PATH, &desired).await.unwrap_err(),
        library.read(&step, PATH, "i").await.unwrap_err(),
        library.create(&step, PATH, &desired).await.unwrap_err(),
        library.list(&step, PATH).await.unwrap_err(),
    ] {
        assert_eq!(
            (failure.cause, failure.blame, failure.code.as_str()),
            (Cause::Other, Blame::Module, "module.answer")
        );
        assert!(failure.message.starts_with("module `guest` answered `"), "{failure}");
        assert_eq!(failure.ambiguous, failure.message.contains("`create`"));
    }
}

#[tokio::test]
async fn unknown_paths_get_a_suggestion() {
    let world = world(ResourcesGuest { id: "i", state: "{}", comment: "" }).await;
    let failure = world.loaded.read(&step(Phase::Plan), "test.thign", "i").await.unwrap_err();
    assert_eq!((failure.cause, failure.blame), (Cause::NotFound, Blame::Author));
    assert_eq!(failure.message, "no module offers the resource `test.thign`");
    assert_eq!(failure.help(), Some("`test.thing` may be meant"));
}
