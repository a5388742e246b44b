//! Guests that misbehave: each is stopped, in time, with a failure that says what it did, and
//! everyone else goes on.

use std::time::{Duration, Instant};

use serde_json::json;
use wasmidem_contract::{Blame, Cause, Event, Failure, FunctionKind, LogLevel, Modules, Phase};
use wasmidem_sandbox::{Limits, ModuleErrorKind, Settings};

use crate::guests::{FunctionsGuest, that_does};
use crate::world::{FakeAws, World, file, object, step};

/// Short enough to wait for, long enough for a slow machine.
fn limits() -> Limits {
    Limits { compute_time: Duration::from_millis(300), ..Limits::default() }
}

/// Runs a hostile module next to a well-behaved one, which must work before and after.
async fn stopped(guest: FunctionsGuest) -> Failure {
    stopped_within(guest, limits()).await
}

async fn stopped_within(guest: FunctionsGuest, limits: Limits) -> Failure {
    let good = FunctionsGuest { path: "good.run", ..FunctionsGuest::default() };
    let files = vec![file("hostile", guest.bytes()), file("good", good.bytes())];
    let world = World::load(files, FakeAws::default(), Settings { limits, ..Settings::default() }).await;
    assert_eq!(world.errors, []);
    let arguments = object(json!({"b": null}));
    let step = step(Phase::Apply);
    let start = Instant::now();
    let failure = world.run(Phase::Apply).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    let good = world.loaded.call(&step, FunctionKind::Exec, "good.run", &arguments, false).await;
    assert_eq!(good.unwrap(), json!({"b": null}));
    // a fresh instance misbehaves in the same way
    let again = world.run(Phase::Apply).await.unwrap_err();
    assert_eq!(again.code, failure.code);
    assert_eq!(failure.blame, Blame::Module);
    assert!(failure.message.starts_with("module `hostile` "), "{failure}");
    failure
}

fn assert_failure(failure: &Failure, cause: Cause, code: &str, message: &str) {
    assert_eq!((failure.cause, failure.code.as_str(), failure.message.as_str()), (cause, code, message));
}

#[tokio::test]
async fn an_endless_loop() {
    let failure = stopped(that_does("(loop $l (br $l)) unreachable")).await;
    assert_failure(
        &failure,
        Cause::Timeout,
        "module.time",
        "module `hostile` computed for more than 0.3 s in one call (limit `compute-time`)",
    );
    assert!(failure.help().unwrap().contains("`--limit hostile:compute-time=600ms`"));
}

#[tokio::test(flavor = "current_thread")]
async fn an_endless_loop_does_not_hold_up_others() {
    let good = FunctionsGuest { path: "good.run", ..FunctionsGuest::default() };
    let files =
        vec![file("hostile", that_does("(loop $l (br $l)) unreachable").bytes()), file("good", good.bytes())];
    let limits = Limits { compute_time: Duration::from_secs(2), ..Limits::default() };
    let world = World::load(files, FakeAws::default(), Settings { limits, ..Settings::default() }).await;
    let (step, arguments) = (step(Phase::Plan), object(json!({})));
    let hostile = world.run(Phase::Plan);
    let good = async {
        tokio::task::yield_now().await;
        let start = Instant::now();
        for _ in 0..10 {
            world.loaded.call(&step, FunctionKind::Exec, "good.run", &arguments, false).await.unwrap();
        }
        start.elapsed()
    };
    let (failure, took) = tokio::join!(hostile, good);
    assert_eq!(failure.unwrap_err().code, "module.time");
    assert!(took < Duration::from_millis(1500), "{took:?}");
}

#[tokio::test]
async fn an_endless_loop_of_host_calls() {
    let call = "(loop $l (call $log (i32.const 0) (i32.const 16) (i32.const 0)) (br $l)) unreachable";
    let failure = stopped_within(
        that_does(call).with_log(),
        Limits { compute_time: Duration::from_secs(60), ..limits() },
    )
    .await;
    let message = "module `hostile` called functions of the host more than 100000 times in one call (limit `host-calls`)";
    assert_failure(&failure, Cause::Other, "module.host-calls", message);
}

#[tokio::test]
async fn an_endless_loop_of_aws_calls() {
    let call = "(loop $l (call $identity (i32.const 2048)) (br $l)) unreachable";
    let many = Limits { compute_time: Duration::from_secs(60), aws_calls: 200, ..limits() };
    let failure = stopped_within(that_does(call).with_identity("0.1.0"), many).await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.aws-calls",
        "module `hostile` called AWS more than 200 times in one call (limit `aws-calls`)",
    );
}

#[tokio::test]
async fn too_much_memory() {
    let failure = stopped(that_does("(drop (memory.grow (i32.const 10000))) unreachable")).await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.memory",
        "module `hostile` used more than 256 MiB of memory (limit `memory`)",
    );
    assert!(failure.help().unwrap().contains("`--limit hostile:memory=512MiB`"));
}

#[tokio::test]
async fn too_much_memory_in_many_memories() {
    // 3 × 100 MiB, each within the limit
    let memories = r#"(memory $a 1) (memory $b 1) (memory $c 1)"#;
    let grow = "(drop (memory.grow $a (i32.const 1600))) (drop (memory.grow $b (i32.const 1600)))";
    let guest = that_does(&format!("{grow} (drop (memory.grow $c (i32.const 1600))) unreachable"));
    let world = World::with(guest.core(memories).bytes(), limits()).await;
    assert_eq!(world.run(Phase::Plan).await.unwrap_err().code, "module.memory");
}

#[tokio::test]
async fn growth_that_fails_for_another_reason_is_not_counted() {
    // the memory may have 3 pages at most; asking for more a thousand times takes nothing
    let call = "(local $i i32) (loop $l
        (drop (memory.grow $small (i32.const 100)))
        (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000))))
        (call $ok (local.get 2) (local.get 3))";
    let world = World::with(that_does(call).core("(memory $small 1 3)").bytes(), limits()).await;
    world.run(Phase::Plan).await.unwrap();
}

#[tokio::test]
async fn too_many_table_elements() {
    let guest = that_does("(drop (table.grow $t (ref.null func) (i32.const 200000))) unreachable");
    let world = World::with(guest.core("(table $t 1 funcref)").bytes(), limits()).await;
    let failure = world.run(Phase::Plan).await.unwrap_err();
    assert_failure(
        &failure,
        Cause::Other,
        "module.tables",
        "module `guest` used more than 100000 elements of tables (limit `table-elements`)",
    );
}

#[tokio::test]
async fn endless_recursion() {
    let failure = stopped(that_does("(drop (call $deep (i32.const 1))) unreachable")).await;
    assert_failure(&failure, Cause::Other, "module.stack", "module `hostile` used up its stack");
}

#[tokio::test]
async fn crashes() {
    let failure = stopped(that_does("unreachable")).await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.trap",
        "module `hostile` crashed: wasm `unreachable` instruction executed",
    );
    let failure = stopped(that_does("(i32.div_u (i32.const 1) (i32.const 0))")).await;
    assert_failure(&failure, Cause::Other, "module.trap", "module `hostile` crashed: integer divide by zero");
    let failure = stopped(that_does("(i32.load (i32.const 0xfffffff0))")).await;
    assert_eq!(failure.code, "module.trap");
    assert!(failure.message.contains("accessed memory out of bounds"), "{failure}");
}

#[tokio::test]
async fn a_panic_keeps_its_message() {
    let call = "(call $log (i32.const 4) (i32.const 4096) (i32.const 33)) unreachable";
    let guest = that_does(call)
        .with_log()
        .core(r#"(data (i32.const 4096) "panicked at src/lib.rs:1:2:\nboom\1b[0m")"#);
    let failure = stopped(guest).await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.trap",
        "module `hostile` crashed: panicked at src/lib.rs:1:2: boom",
    );
}

#[tokio::test]
async fn an_answer_that_is_too_long() {
    let failure = stopped(that_does(
        "(drop (memory.grow (i32.const 200))) (call $ok (i32.const 0) (i32.const 9000000))",
    ))
    .await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.output",
        "module `hostile` answered `call` with more than 8 MiB (limit `transfer`)",
    );
}

#[tokio::test]
async fn a_message_that_is_too_long() {
    let call = "(drop (memory.grow (i32.const 200))) (call $log (i32.const 0) (i32.const 0) (i32.const 9000000)) unreachable";
    let failure = stopped(that_does(call).with_log()).await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.transfer",
        "module `hostile` passed more than 8 MiB to a function of the host (limit `transfer`)",
    );
}

#[tokio::test]
async fn too_many_messages() {
    let call = "(loop $l (call $log (i32.const 0) (i32.const 0) (i32.const 60000)) (br $l)) unreachable";
    let failure = stopped_within(
        that_does(call).with_log(),
        Limits { compute_time: Duration::from_secs(60), ..limits() },
    )
    .await;
    assert_failure(
        &failure,
        Cause::Other,
        "module.log",
        "module `hostile` logged more than 1 MiB in one call (limit `log`)",
    );
}

#[tokio::test]
async fn answers_that_are_no_json() {
    let failure = stopped(that_does("(call $ok (i32.const 16) (i32.const 8))")).await;
    assert_eq!((failure.cause, failure.code.as_str()), (Cause::Other, "module.answer"));
    assert!(
        failure.message.starts_with("module `hostile` answered `call` with what is no JSON: "),
        "{failure}"
    );
}

#[tokio::test]
async fn answers_that_break_the_component_model() {
    // text out of bounds, text that is not UTF-8, a case that does not exist
    for call in [
        "(call $ok (i32.const 0x7ffffff0) (i32.const 100))",
        "(i32.store8 (i32.const 4096) (i32.const 0xff)) (call $ok (i32.const 4096) (i32.const 1))",
        "(i32.store8 (i32.const 4096) (i32.const 9)) (i32.const 4096)",
    ] {
        let failure = stopped(that_does(call)).await;
        assert_eq!(failure.code, "module.trap", "{failure}");
    }
}

#[tokio::test]
async fn modules_that_misbehave_when_they_are_loaded() {
    let guest = |core: &str| FunctionsGuest::default().core(core);
    for (guest, expected) in [
        (guest("(func $first (loop $l (br $l))) (start $first)"), "computed for more than 0.3 s"),
        (guest("(func $first unreachable) (start $first)"), "crashed"),
        (guest("(memory $big 5000)"), "used more than 256 MiB of memory"),
    ] {
        let settings = Settings { limits: limits(), ..Settings::default() };
        let world = World::load(vec![file("x", guest.bytes())], FakeAws::default(), settings).await;
        let [error] = world.errors.as_slice() else { panic!("{:?}", world.errors) };
        assert_eq!(error.kind, ModuleErrorKind::Offer);
        assert!(error.message.starts_with("module `x` does not say what it offers: module `x` "), "{error}");
        assert!(error.message.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn messages_arrive_clean() {
    let call =
        "(call $log (i32.const 3) (i32.const 4096) (i32.const 23)) (call $ok (local.get 2) (local.get 3))";
    let guest = that_does(call)
        .with_log()
        .core(r#"(data (i32.const 4096) "a\1b[2Jb\nc\e2\80\aed\1b]0;t\07\c2\9b1me")"#);
    let world = World::with(guest.bytes(), limits()).await;
    world.run(Phase::Plan).await.unwrap();
    let events = world.events();
    let [Event::Log { module, level, message, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((module.name.as_str(), *level, message.as_str()), ("guest", LogLevel::Warn, "ab cde"));
}
