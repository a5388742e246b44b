//! `--events FILE`: one line of JSON for each event.

mod schema;

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, Rule, TestEnvironment};

use schema::Schema;

const STATES: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: net}
safe:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.71.0.0/16
    - tags: {Name: safe, Key: hidden-key-1}
    - sensitive: [tags]
wait:
  time.sleep:
    - duration: 0
    - durration: 1
broken:
  test.fail: []
later:
  test.nop:
    - require:
      - test: broken
";

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

fn names(events: &[Value]) -> BTreeSet<&str> {
    events.iter().filter_map(|event| event["event"].as_str()).collect()
}

fn run(environment: &TestEnvironment, arguments: &[&str]) -> (Finished, Vec<Value>) {
    let all: Vec<&str> = [&["run", "--root-dir", "store", "--events", "events.jsonl"], arguments].concat();
    let run = environment.run(&all);
    let events =
        lines(&fs::read_to_string(environment.work().join("events.jsonl")).expect("the file is there"));
    let schema = Schema::named("event");
    for event in &events {
        schema.accepts(event);
        assert_eq!(event["run"], events[0]["run"], "one run has one name");
    }
    let times: Vec<&str> = events.iter().filter_map(|event| event["time"].as_str()).collect();
    assert!(times.len() == events.len() && times[0].ends_with('Z'), "{times:?}");
    (run, events)
}

#[test]
fn everything_that_happens_is_a_line() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    proxy.inject(Rule::each("DescribeVpcs", Fault::Throttled).times(1));
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", STATES);
    let (finished, events) = run(&environment, &["states.sls", "--runtime", "serial"]);
    finished.exits(1);
    let expected = BTreeSet::from([
        "run-started",
        "states-added",
        "state-started",
        "call-started",
        "call-retried",
        "call-finished",
        "warning",
        "state-finished",
        "run-finished",
    ]);
    assert!(names(&events).is_superset(&expected), "{:?}", names(&events));
    let text = fs::read_to_string(environment.work().join("events.jsonl")).expect("the file is there");
    assert!(!text.contains("hidden-key"), "what is sensitive was written: {text}");
    let of = |name: &str| events.iter().filter(|event| event["event"] == name).collect::<Vec<_>>();
    let action = |id: &str| {
        let tag = format!("_|-{id}_|-");
        let mut ended = of("state-finished").into_iter();
        ended
            .find(|event| event["state"].as_str().is_some_and(|state| state.contains(&tag)))
            .map(|event| event["action"].clone())
    };
    assert_eq!(action("net"), Some("create".into()));
    assert_eq!(action("wait"), Some("unchanged".into()));
    assert_eq!(action("broken"), Some("fail".into()));
    assert_eq!(action("later"), Some("skip".into()));
    let started: Vec<&Value> = of("call-started").iter().map(|event| &event["call"]).collect();
    let ended: Vec<&Value> = of("call-finished").iter().map(|event| &event["call"]).collect();
    assert_eq!(started, ended, "one state at a time: calls end in their order");
    let last = events.last().expect("there are events");
    assert_eq!(
        (&last["event"], &last["total"], &last["failed"]),
        (&"run-finished".into(), &5.into(), &2.into())
    );
}

#[test]
fn what_keeps_a_run_from_beginning_is_told() {
    let environment = TestEnvironment::new();
    environment.write("broken.sls", "a:\n  test.nop:\n    - x: {{ nope }}\n");
    let (finished, events) = run(&environment, &["broken.sls"]);
    finished.exits(3).says("`nope` is undefined");
    assert_eq!(names(&events), BTreeSet::from(["problem"]));
    assert_eq!((&events[0]["file"], &events[0]["line"]), (&"broken.sls".into(), &3.into()));
}

/// A file that an earlier run left is not taken for one of this run, and a place that cannot be
/// written is found before anything is run.
#[test]
fn files_are_of_this_run() {
    let environment = TestEnvironment::new();
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    environment.write("events.jsonl", "old\n".repeat(1000));
    let (finished, _) = run(&environment, &["nop.sls"]);
    finished.exits(0);
    let nowhere =
        ["run", "nop.sls", "--root-dir", "store", "--events", "no/such/folder/e.jsonl", "--output", "json"];
    let refused = environment.run(&nowhere);
    refused.exits(2).says("no/such/folder/e.jsonl").says("--events");
    assert_eq!(refused.json()["errors"][0]["code"], "usage-report");
}

#[test]
fn a_dash_is_stderr() {
    let environment = TestEnvironment::new();
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    let run =
        environment.run(&["run", "nop.sls", "--root-dir", "store", "--events", "-", "--output", "json"]);
    run.exits(0);
    assert_eq!(
        names(&lines(&run.stderr)),
        BTreeSet::from(["run-started", "states-added", "state-started", "state-finished", "run-finished"])
    );
    assert_eq!(run.states().len(), 1);
}

/// A report that is lost is no success.
#[test]
fn a_full_disk_is_told() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full here");
        return;
    }
    let environment = TestEnvironment::new();
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    environment
        .run(&["run", "nop.sls", "--root-dir", "store", "--events", "/dev/full"])
        .exits(70)
        .says("/dev/full");
}
