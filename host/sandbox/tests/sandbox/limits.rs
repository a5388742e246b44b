//! Each limit, lowered for one module: that module is stopped there, and told apart from another with
//! the same code and the usual limits.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde_json::json;
use wasmidem_contract::{Blame, Failure, FunctionKind, Limit, Modules, Phase, StateAddress, Step};
use wasmidem_sandbox::{Limits, ModuleErrorKind, Settings};

use crate::guests::{FunctionsGuest, that_does};
use crate::world::{FakeAws, World, file, object, step};

/// A guest that does something, and then answers.
fn that_does_and_answers(work: &str) -> FunctionsGuest {
    that_does(&format!("{work} (call $ok (local.get 2) (local.get 3))"))
}

/// Does something this many times.
fn times(count: usize, work: &str) -> String {
    work.repeat(count)
}

fn lowered(limit: Limit, value: &str) -> Limits {
    let mut limits = Limits::default();
    limits.set(limit, limit.read(value).unwrap());
    limits
}

/// Two modules of the same code: `limited` with a limit of its own, and `free` without.
async fn two(guest: &FunctionsGuest, limits: Limits, aws: FakeAws) -> World {
    let named = |path: &'static str| FunctionsGuest { path, ..guest.clone() }.bytes();
    let files = vec![file("limited", named("limited.run")), file("free", named("free.run"))];
    let limits_of = BTreeMap::from([("limited".to_owned(), limits)]);
    World::load(files, aws, Settings { limits_of, ..Settings::default() }).await
}

fn for_a_state() -> Step {
    let address = StateAddress {
        path: "test.thing".into(),
        id: "web".into(),
        resource_name: None,
        function: "present".into(),
    };
    Step { state: Some(address), ..step(Phase::Apply) }
}

async fn call(world: &World, path: &str) -> Result<serde_json::Value, Failure> {
    let arguments = object(json!({"b": null}));
    world.loaded.call(&for_a_state(), FunctionKind::Exec, path, &arguments, false).await
}

/// The limited module is stopped with this code, and its failure says which limit it was and how to
/// raise it.
async fn stopped(world: &World, limit: Limit, code: &str, value: &str) {
    assert_eq!(world.errors, []);
    let failure = call(world, "limited.run").await.unwrap_err();
    assert_eq!((failure.code.as_str(), failure.blame), (code, Blame::Module), "{failure}");
    let told =
        ["module `limited` ", value, &format!(" (limit `{limit}`), for the state web (test.thing.present)")];
    for part in told {
        assert!(failure.message.contains(part), "{failure}: {part}");
    }
    let raise = format!("`--limit limited:{limit}=");
    assert!(failure.help().unwrap().contains(&raise), "{:?}", failure.help());
}

/// As [`stopped`], for a guest that is done when it is not stopped.
async fn stops_only_the_limited(guest: FunctionsGuest, limit: Limit, value: &str, code: &str, told: &str) {
    let world = two(&guest, lowered(limit, value), FakeAws::default()).await;
    stopped(&world, limit, code, told).await;
    assert_eq!(call(&world, "free.run").await.unwrap(), json!({"b": null}));
}

#[tokio::test]
async fn compute_time() {
    let guest = that_does("(loop $l (br $l)) unreachable");
    let world = two(&guest, lowered(Limit::ComputeTime, "100ms"), FakeAws::default()).await;
    stopped(&world, Limit::ComputeTime, "module.time", "more than 0.1 s").await;
}

#[tokio::test]
async fn wall_time() {
    let guest = that_does_and_answers("(call $identity (i32.const 2048))").with_identity("0.1.0");
    let aws = FakeAws { delay: Duration::from_secs(1), ..FakeAws::default() };
    let world = two(&guest, lowered(Limit::WallTime, "100ms"), aws).await;
    stopped(&world, Limit::WallTime, "module.wall-time", "within 0.1 s").await;
    call(&world, "free.run").await.unwrap();
}

#[tokio::test]
async fn memory() {
    let guest = that_does_and_answers("(drop (memory.grow (i32.const 100)))");
    stops_only_the_limited(guest, Limit::Memory, "1MiB", "module.memory", "more than 1 MiB").await;
}

#[tokio::test]
async fn table_elements() {
    let guest = that_does_and_answers("(drop (table.grow $t (ref.null func) (i32.const 20)))")
        .core("(table $t 1 funcref)");
    stops_only_the_limited(guest, Limit::TableElements, "10", "module.tables", "more than 10 ").await;
}

#[tokio::test]
async fn instances() {
    // it consists of two core instances, so already its start is refused
    let world = two(&that_does_and_answers(""), lowered(Limit::Instances, "1"), FakeAws::default()).await;
    let [error] = world.errors.as_slice() else { panic!("{:?}", world.errors) };
    assert_eq!(error.kind, ModuleErrorKind::Offer);
    let told = "module `limited` consists of more than 1 instances, memories or tables (limit `instances`)";
    assert!(error.message.ends_with(told), "{error}");
    assert!(error.help.as_ref().unwrap().contains("`--limit limited:instances=2`"));
    call(&world, "free.run").await.unwrap();
}

#[tokio::test]
async fn handles() {
    let mut guest = that_does_and_answers(&times(20, "(drop (call $new (i32.const 1)))"));
    guest.imports.push_str("(type $thing (resource (rep i32)))");
    guest.lowered.push_str("(core func $new (canon resource.new $thing))");
    guest.given.push_str("(export \"new\" (func $new))");
    guest.core_imports.push_str("(import \"host\" \"new\" (func $new (param i32) (result i32)))");
    stops_only_the_limited(guest, Limit::Handles, "10", "module.handles", "more than 10 handles").await;
}

#[tokio::test]
async fn transfer() {
    let guest =
        that_does_and_answers("(call $log (i32.const 0) (i32.const 4096) (i32.const 2000))").with_log();
    stops_only_the_limited(guest, Limit::Transfer, "1KiB", "module.transfer", "more than 1024 bytes").await;
}

#[tokio::test]
async fn log() {
    let message = "(call $log (i32.const 0) (i32.const 4096) (i32.const 100))";
    let guest = that_does_and_answers(&times(3, message)).with_log();
    stops_only_the_limited(guest, Limit::Log, "250B", "module.log", "more than 250 bytes").await;
}

#[tokio::test]
async fn host_calls() {
    let message = "(call $log (i32.const 0) (i32.const 4096) (i32.const 1))";
    let guest = that_does_and_answers(&times(4, message)).with_log();
    stops_only_the_limited(guest, Limit::HostCalls, "3", "module.host-calls", "more than 3 times").await;
}

#[tokio::test]
async fn aws_calls() {
    let guest = that_does_and_answers(&times(3, "(call $identity (i32.const 2048))")).with_identity("0.1.0");
    stops_only_the_limited(guest.clone(), Limit::AwsCalls, "2", "module.aws-calls", "more than 2 times")
        .await;
    // none at all: what is not made is not asked for either
    let world = two(&guest, lowered(Limit::AwsCalls, "0"), FakeAws::default()).await;
    stopped(&world, Limit::AwsCalls, "module.aws-calls", "more than 0 times").await;
    assert!(world.calls().is_empty());
}

#[tokio::test]
async fn concurrency() {
    let guest = that_does_and_answers("(call $identity (i32.const 2048))").with_identity("0.1.0");
    for (path, expected) in [("limited.run", 2), ("free.run", 6)] {
        let aws = FakeAws { delay: Duration::from_millis(50), ..FakeAws::default() };
        let world = two(&guest, lowered(Limit::Concurrency, "2"), aws).await;
        let run = || async { call(&world, path).await.unwrap() };
        tokio::join!(run(), run(), run(), run(), run(), run());
        assert_eq!(world.aws.most_at_once.load(Ordering::SeqCst), expected, "{path}");
    }
}

#[tokio::test]
async fn a_module_that_has_to_wait_holds_up_no_other() {
    let guest = that_does_and_answers("(call $identity (i32.const 2048))").with_identity("0.1.0");
    let aws = FakeAws { delay: Duration::from_millis(200), ..FakeAws::default() };
    let named = |path: &'static str| FunctionsGuest { path, ..guest.clone() }.bytes();
    let files = vec![file("limited", named("limited.run")), file("free", named("free.run"))];
    let settings = Settings {
        limits: Limits { live_instances: 2, ..Limits::default() },
        limits_of: BTreeMap::from([("limited".to_owned(), lowered(Limit::Concurrency, "1"))]),
        ..Settings::default()
    };
    let world = World::load(files, aws, settings).await;
    let limited = || async { call(&world, "limited.run").await.unwrap() };
    let free = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let start = std::time::Instant::now();
        call(&world, "free.run").await.unwrap();
        start.elapsed()
    };
    // the second and third wait for the first, and keep no place that `free` could have
    let (_, _, _, took) = tokio::join!(limited(), limited(), limited(), free);
    assert!(took < Duration::from_millis(350), "{took:?}");
}

#[tokio::test]
async fn a_limit_that_a_policy_set_names_the_policy() {
    let mut limits = lowered(Limit::Memory, "1MiB");
    limits.set_by.insert(Limit::Memory, "policy `small` (base.cedar:3:1)".to_owned());
    let guest = that_does_and_answers("(drop (memory.grow (i32.const 100)))");
    let world = two(&guest, limits, FakeAws::default()).await;
    let failure = call(&world, "limited.run").await.unwrap_err();
    let told = "policy `small` (base.cedar:3:1) sets the limit `memory` to 1MiB; only a change of its `@limits` \
                allows more";
    assert_eq!(failure.help(), Some(told));
}
