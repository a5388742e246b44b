//! AWS takes its time, with patience of less than a second.

use std::time::Duration;

use wasmidem_tests::{Fault, Proxy, Rule, TestEnvironment};

use crate::service::{Bench, each, each_hurried};

const PATIENCE: &str = "0.7";
/// Longer than that.
const LATE: Duration = Duration::from_millis(1500);

fn hurried(check: impl Fn(&Bench<'_>) + Sync) {
    each_hurried(PATIENCE, |bench| {
        // An emulator loads a service when it is first asked for.
        bench.things();
        check(bench);
    });
}

/// What looks is not waited for, and asked for again.
#[track_caller]
fn is_given_up(bench: &Bench<'_>, fault: &Fault) {
    let called = bench.reads(fault, 1).read();
    called.run.exits(0);
    // A busy machine may take its time once more.
    assert!(called.attempts >= 2, "{fault:?}: {}", called.run);
    assert!(called.run.elapsed < Duration::from_secs(15), "{fault:?}: {}", called.run);
}

#[test]
fn no_answer_in_time() {
    hurried(|bench| {
        is_given_up(bench, &Fault::Silence(LATE));
        is_given_up(bench, &Fault::LateAnswer(LATE));
        let called = bench.is_in_doubt(&Fault::Silence(LATE), "aws.timeout", false);
        called.run.says("no answer from").says("in time");
        bench.is_in_doubt(&Fault::LateAnswer(LATE), "aws.timeout", true);
    });
}

#[test]
fn never_an_answer() {
    hurried(|bench| {
        let called = bench.fails_to_look(&Fault::Silence(LATE), "aws.timeout", 5);
        called.run.exits(1);
        assert!(called.run.elapsed < Duration::from_secs(15), "{}", called.run);
    });
}

/// Each byte comes in time, and the whole never.
#[test]
fn answers_that_drip() {
    hurried(|bench| {
        let fault = Fault::Drip(Duration::from_secs(20));
        is_given_up(bench, &fault);
        bench.is_in_doubt(&fault, "aws.timeout", false);
        bench.is_in_doubt(&fault.after(), "aws.timeout", true);
    });
}

/// Each of them says that an answer will come.
#[test]
fn interim_answers_without_end() {
    hurried(|bench| {
        is_given_up(bench, &Fault::EndlessInterim);
        bench.is_in_doubt(&Fault::EndlessInterim, "aws.timeout", false);
    });
}

/// Without such haste it is waited for.
#[test]
fn late_answers_are_waited_for() {
    each(|bench| {
        let called = bench.reads(&Fault::LateAnswer(LATE), 1).read();
        called.run.exits(0);
        assert_eq!(called.attempts, 1, "{}", called.run);
        let before = bench.things();
        bench.writes(&Fault::LateAnswer(LATE), 1).write().run.exits(0);
        bench.happened(1, before, "late");
    });
}

#[test]
fn patience_is_a_number_of_seconds() {
    let proxy = Proxy::start("127.0.0.1:1");
    proxy.inject(Rule::each("*", Fault::Silence(LATE)));
    let mut environment = TestEnvironment::at(proxy.endpoint());
    let call = ["exec", "boto3.client.ec2.create_vpc", "CidrBlock=10.0.0.0/16"];
    let option = |value: &'static str| [&call[..], &["--aws-read-timeout", value]].concat();
    environment.run(&option("soon")).exits(2).says("--aws-read-timeout").says("0.1 to 3600");
    assert_eq!(proxy.requests().len(), 0);
    let run = environment.run(&option("0.3"));
    run.exits(1).says("[aws.timeout]");
    assert!(run.elapsed < LATE, "{run}");
    environment.set("WASMIDEM_AWS_READ_TIMEOUT", "0.3");
    let run = environment.run(&call);
    run.exits(1).says("[aws.timeout]");
    assert!(run.elapsed < LATE, "{run}");
    assert_eq!(proxy.requests().len(), 2);
}
