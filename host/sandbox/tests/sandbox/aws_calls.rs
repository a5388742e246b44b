//! AWS calls of guests: what reaches the gate, what comes back, what does not get through.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wasmidem_contract::{Blame, Cause, Failure, FunctionKind, Modules, Phase};
use wasmidem_sandbox::{Limits, Settings};

use crate::guests::{FunctionsGuest, escape, that_does};
use crate::world::{FakeAws, World, file, object, step};

/// Returns the ARN as the answer, or the failure as it is.
const WHO_AM_I: &str = "
    (call $identity (i32.const 2048))
    (if (i32.load8_u (i32.const 2048)) (then (return (i32.const 2048))))
    (call $ok (i32.load (i32.const 2060)) (i32.load (i32.const 2064)))";

/// Deletes the VPC that the arguments name, then answers `true`.
const DELETE: &str = "
    (call $delete (local.get 2) (local.get 3) (i32.const 2048))
    (if (i32.load8_u (i32.const 2048)) (then (return (i32.const 2048))))
    (i32.store (i32.const 3000) (i32.const 0x65757274))
    (call $ok (i32.const 3000) (i32.const 4))";

fn who_am_i() -> FunctionsGuest {
    that_does(WHO_AM_I).with_identity("0.1.0")
}

fn delete() -> FunctionsGuest {
    that_does(DELETE).with_delete_vpc()
}

async fn world(guest: FunctionsGuest) -> World {
    World::with(guest.bytes(), Limits::default()).await
}

async fn answering(guest: FunctionsGuest, answer: Result<Value, Failure>) -> World {
    let world = world(guest).await;
    world.aws.answers.lock().unwrap().push_back(answer);
    world
}

#[tokio::test]
async fn a_call_goes_there_and_back() {
    let world = world(who_am_i()).await;
    assert_eq!(world.run(Phase::Plan).await.unwrap(), json!("arn:aws:sts::123456789012:x"));
    let calls = world.calls();
    let [(caller, operation, input)] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!(operation.to_string(), "sts:GetCallerIdentity");
    assert_eq!(input, &json!({}));
    assert_eq!((caller.module.name.as_str(), caller.declared), ("guest", true));
    assert_eq!(caller.step, step(Phase::Plan));
}

#[tokio::test]
async fn parameters_become_members() {
    let world = world(delete()).await;
    assert_eq!(world.run(Phase::Apply).await.unwrap(), json!(true));
    let calls = world.calls();
    assert_eq!(calls[0].1.to_string(), "ec2:DeleteVpc");
    assert_eq!(calls[0].2, json!({"VpcId": r#"{"a":[1,"ü"]}"#}));
}

#[tokio::test]
async fn members_the_guest_does_not_know_are_dropped() {
    let answer = json!({"Account": "1", "Arn": "\"a\"", "UserId": "u", "Novelty": {"x": [1]}});
    let world = answering(who_am_i(), Ok(answer)).await;
    assert_eq!(world.run(Phase::Plan).await.unwrap(), json!("a"));
}

#[tokio::test]
async fn answers_that_do_not_fit_are_the_hosts_fault() {
    for (answer, expected) in [
        (
            json!({"Account": "1", "Arn": "\"a\""}),
            "the answer to `sts:GetCallerIdentity` does not fit: `UserId` is missing",
        ),
        (
            json!({"Account": 1, "Arn": "\"a\"", "UserId": "u"}),
            "the answer to `sts:GetCallerIdentity` does not fit: `Account` is a number where the module expects a string",
        ),
        (
            json!([]),
            "the answer to `sts:GetCallerIdentity` does not fit: it is a list where the module expects an object",
        ),
    ] {
        let failure = answering(who_am_i(), Ok(answer)).await.run(Phase::Plan).await.unwrap_err();
        assert_eq!(
            (failure.cause, failure.blame, failure.code.as_str()),
            (Cause::Other, Blame::Host, "host.answer")
        );
        assert_eq!(failure.message, expected);
    }
}

#[tokio::test]
async fn a_failure_goes_through_the_guest_with_its_blame() {
    let mut failure = Failure::new(Cause::Timeout, Blame::Aws, "aws.RequestTimeout", "no answer from AWS")
        .with_detail("request_id", "r-1");
    failure.ambiguous = true;
    failure.retryable = true;
    let found = answering(delete(), Err(failure.clone())).await.run(Phase::Apply).await.unwrap_err();
    assert_eq!(found, failure);
}

#[tokio::test]
async fn a_guest_cannot_blame_others() {
    let fail = |code: &str, detail: &str| {
        let call = format!(
            "(call $fail (i32.const 2) (i32.const 4096) (i32.const {}) (i32.const 5000) (i32.const 14)
                         (i32.const 6000) (i32.const {}))",
            code.len(),
            detail.len()
        );
        that_does(&call).core(&format!(
            r#"(data (i32.const 4096) "{}") (data (i32.const 5000) "no \1b[31maccess") (data (i32.const 6000) "{}")"#,
            escape(code),
            escape(detail)
        ))
    };
    let run = async |guest: FunctionsGuest| world(guest).await.run(Phase::Plan).await.unwrap_err();
    let failure = run(fail(
        "policy.denied",
        r#"{"blame": "policy", "ambiguous": true, "help": "run this", "note": "a\u001bc\nb"}"#,
    ))
    .await;
    assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Module));
    assert_eq!((failure.message.as_str(), failure.ambiguous, failure.retryable), ("no access", false, true));
    assert_eq!(failure.detail.as_deref(), Some(&json!({"note": "a b"})));
    let failure = run(fail("my.\u{1b}[0mcode", r#"{"blame": "state file"}"#)).await;
    assert_eq!((failure.blame, failure.code.as_str(), failure.detail), (Blame::Author, "my.0mcode", None));
    let failure = run(fail("", "no JSON")).await;
    assert_eq!((failure.code.as_str(), failure.detail), ("module.failure", None));
}

#[tokio::test]
async fn nothing_is_written_outside_of_apply() {
    let world = world(delete()).await;
    for phase in [Phase::Plan, Phase::Drift, Phase::Describe] {
        let failure = world.run(phase).await.unwrap_err();
        assert_eq!(
            (failure.cause, failure.blame, failure.code.as_str()),
            (Cause::Denied, Blame::Policy, "policy.phase")
        );
        assert_eq!(
            failure.message,
            format!("`ec2:DeleteVpc` could change something and is refused in the {phase} phase")
        );
    }
    let failure = world
        .loaded
        .call(&step(Phase::Apply), FunctionKind::Exec, "test.run", &object(json!({})), true)
        .await;
    assert!(failure.unwrap_err().message.ends_with("is refused in test mode"));
    assert!(world.calls().is_empty());
    // the gate hears of each
    let denied = world.aws.denied.lock().unwrap();
    assert_eq!(denied.len(), 4);
    assert!(denied.iter().all(|(caller, operation, failure)| {
        caller.module.name == "guest"
            && operation.to_string() == "ec2:DeleteVpc"
            && failure.code == "policy.phase"
    }));
}

#[tokio::test]
async fn waiting_for_aws_is_no_computing() {
    let five_times =
        format!("(call $identity (i32.const 2048)) {}", "(call $identity (i32.const 2048))".repeat(4));
    let guest =
        that_does(&format!("{five_times} (call $ok (local.get 2) (local.get 3))")).with_identity("0.1.0");
    let aws = FakeAws { delay: Duration::from_millis(60), ..FakeAws::default() };
    let limits = Limits { compute_time: Duration::from_millis(100), ..Limits::default() };
    let world =
        World::load(vec![file("guest", guest.bytes())], aws, Settings { limits, ..Settings::default() })
            .await;
    world.run(Phase::Plan).await.unwrap();
    assert_eq!(world.calls().len(), 5);
}

#[tokio::test]
async fn waiting_for_aws_ends_with_the_wall_time() {
    for (guest, phase, ambiguous) in [(who_am_i(), Phase::Plan, false), (delete(), Phase::Apply, true)] {
        let aws = FakeAws { delay: Duration::from_secs(60), ..FakeAws::default() };
        let limits = Limits { wall_time: Duration::from_millis(200), ..Limits::default() };
        let world =
            World::load(vec![file("guest", guest.bytes())], aws, Settings { limits, ..Settings::default() })
                .await;
        let start = Instant::now();
        let failure = world.run(phase).await.unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(2));
        assert_eq!(
            (failure.cause, failure.blame, failure.code.as_str()),
            (Cause::Timeout, Blame::Module, "module.wall-time")
        );
        assert!(failure.message.starts_with("module `guest` did not finish within 0.2 s"), "{failure}");
        assert_eq!(
            failure.message.contains("`ec2:DeleteVpc` was under way and may have taken effect"),
            ambiguous
        );
        assert_eq!(failure.ambiguous, ambiguous);
    }
}

#[tokio::test]
async fn a_crash_after_a_write_is_ambiguous() {
    let guest = that_does("(call $delete (i32.const 16) (i32.const 1) (i32.const 2048)) unreachable")
        .with_delete_vpc();
    let world = world(guest).await;
    assert!(world.run(Phase::Apply).await.unwrap_err().ambiguous);
    assert!(!world.run(Phase::Plan).await.unwrap_err().ambiguous);
}

#[tokio::test]
async fn live_instances_are_bounded() {
    for (live_instances, expected) in [(2, 2), (100, 8)] {
        let aws = FakeAws { delay: Duration::from_millis(50), ..FakeAws::default() };
        let limits = Limits { live_instances, ..Limits::default() };
        let settings = Settings { limits, ..Settings::default() };
        let world = World::load(vec![file("guest", who_am_i().bytes())], aws, settings).await;
        let run = || async { world.run(Phase::Plan).await.unwrap() };
        tokio::join!(run(), run(), run(), run(), run(), run(), run(), run());
        assert_eq!(world.aws.most_at_once.load(Ordering::SeqCst), expected);
    }
}

#[tokio::test]
async fn the_context_is_that_of_the_step() {
    let region =
        "(call $region (i32.const 2048)) (call $ok (i32.load (i32.const 2048)) (i32.load (i32.const 2052)))";
    assert_eq!(
        world(that_does(region).with_context()).await.run(Phase::Plan).await.unwrap(),
        json!("eu-central-1")
    );
    let phase = "(i32.store8 (i32.const 2048) (i32.add (i32.const 48) (call $phase))) (call $ok (i32.const 2048) (i32.const 1))";
    let world = world(that_does(phase).with_context()).await;
    for (number, phase) in [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe].into_iter().enumerate()
    {
        assert_eq!(world.run(phase).await.unwrap(), json!(number));
    }
}
