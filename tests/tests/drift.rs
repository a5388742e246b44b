//! `wasmidem drift`, `refresh` and `restore`: stored state against what is there.

use std::fs;

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Finished, NETWORK, Proxy, TestEnvironment, present_networks};

const YARD: &str = "\
yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.71.0.0/16
    - tags: {Name: yard}
shed:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.72.0.0/16
";

/// Runs a command on the state that `TestEnvironment::states` stores.
fn remembering(environment: &TestEnvironment, arguments: &[&str]) -> Finished {
    environment.run(&[arguments, &["--root-dir", "store"]].concat())
}

/// Changes `yard` and deletes `shed`, as somebody else would.
fn meddle(environment: &TestEnvironment) {
    let made = remembering(environment, &["drift", "--output", "json"]);
    let id = |name: &str| {
        let tag = format!("aws.ec2.vpc_|-{name}_|-{name}_|-present");
        made.json()[tag]["new_state"]["resource_id"].as_str().expect("an id").to_owned()
    };
    let by_hand = format!(
        "one:\n  aws.ec2.vpc.present:\n    - resource_id: {}\n    - tags: {{Name: field}}\ntwo:\n  \
         aws.ec2.vpc.absent:\n    - resource_id: {}\n",
        id("yard"),
        id("shed")
    );
    environment.write("by-hand.sls", by_hand);
    environment.states(&["by-hand.sls", "--skip-esm"]).exits(0);
}

/// Every kind of resource that comes with the program.
#[test]
fn what_was_made_shows_no_drift() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", present_networks(1));
    environment.states(&["states.sls"]).exits(0);
    proxy.forget();
    let found = remembering(&environment, &["drift", "--expect-no-changes", "--output", "json"]);
    let found = found.exits(0).json();
    let found = found.as_object().expect("states");
    assert_eq!(found.len(), NETWORK.len());
    for (_, path, _) in NETWORK {
        let kind = |state: &&Value| state["tag"].as_str().is_some_and(|tag| tag.starts_with(path));
        let state = found.values().find(kind).expect("each kind is remembered");
        assert_eq!((&state["action"], &state["changes"]), (&json!("unchanged"), &json!({})), "{state}");
    }
    assert_eq!(proxy.writes(), [""; 0]);
}

#[test]
fn drift_tells_and_refresh_takes_over() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("yard.sls", YARD);
    environment.states(&["yard.sls"]).exits(0);
    meddle(&environment);
    proxy.forget();

    let drift = remembering(&environment, &["drift", "--expect-no-changes"]);
    let text = &drift.exits(5).stdout;
    assert!(text.contains("~ yard  aws.ec2.vpc.present  differs  vpc-"), "{drift}");
    assert!(text.contains("    ~ tags.Name: yard → field\n"), "{drift}");
    assert!(text.contains("- shed  aws.ec2.vpc.present  is gone  vpc-"), "{drift}");
    assert!(text.contains("\n2 resources: 1 differs, 1 is gone ("), "{drift}");
    let nothing = remembering(&environment, &["drift", r"aws\.ec2\.subnet"]);
    assert_eq!(nothing.exits(0).stdout, "\nNothing is remembered here.\n");

    let preview = remembering(&environment, &["run", "--test", "--refresh", "yard.sls"]);
    assert!(preview.exits(0).stderr.contains("refresh: aws.ec2.vpc 'vpc-"), "{preview}");
    let kept = remembering(&environment, &["drift", "--expect-no-changes"]);
    kept.exits(5);

    let refresh = remembering(&environment, &["refresh", "aws.ec2.vpc", "--output", "json"]);
    let changed = refresh.exits(0).json();
    let mut tags: Vec<&String> = changed.as_object().expect("states").keys().collect();
    tags.sort();
    assert_eq!(tags, ["aws.ec2.vpc_|-shed_|-shed_|-present", "aws.ec2.vpc_|-yard_|-yard_|-present"]);
    let again = remembering(&environment, &["refresh", "aws.ec2.vpc", "--output", "json"]);
    assert_eq!(again.exits(0).json(), json!({}), "as idem: nothing changed since");
    let drift = remembering(&environment, &["drift", "--expect-no-changes"]);
    assert!(drift.exits(0).stdout.contains("= yard "), "{drift}");
    assert!(!drift.stdout.contains("shed"), "{drift}");
    assert_eq!(proxy.writes(), [""; 0], "AWS was written");
}

#[test]
fn drift_and_refresh_print_and_report_as_runs_do() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    environment.states(&["yard.sls"]).exits(0);
    let drift = |format: &str| remembering(&environment, &["drift", "--output", format]);
    let printed = |format: &str| drift(format).exits(0).stdout.clone();
    let shed = "aws.ec2.vpc_|-shed_|-shed_|-present";
    assert!(printed("nested").starts_with(&format!("{shed}:\n    ----------\n")));
    assert!(printed("yaml").contains("\n  result: true\n"));
    assert!(printed("pretty").starts_with(&format!("{{'{shed}'")));
    drift("jmespath").exits(2).says("--output json");
    let grouped = remembering(&environment, &["drift", "--group", "omit_noop", "--output", "json"]);
    let grouped = grouped.exits(0).json();
    assert_eq!(grouped.as_object().expect("states").len(), 1, "{grouped}");

    let arguments = ["refresh", "aws.ec2.vpc", "--junit", "found.xml", "--events", "found.jsonl"];
    let refresh = remembering(&environment, &arguments);
    assert!(refresh.exits(0).stdout.contains("is remembered from now on"), "{refresh}");
    let read = |name: &str| fs::read_to_string(environment.work().join(name)).expect(name);
    // Both networks, and the one that every account has.
    assert_eq!(read("found.xml").matches("<testcase").count(), 3);
    let events = read("found.jsonl");
    assert_eq!(events.matches("\"state-finished\"").count(), 3, "{events}");
    assert!(events.lines().last().is_some_and(|line| line.contains("\"run-finished\"")), "{events}");
}

#[test]
fn restores_what_is_in_a_file() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    environment.states(&["yard.sls"]).exits(0);
    let id = |run: &str, name: &str| {
        let found = remembering(&environment, &["drift", "--run-name", run, "--output", "json"]).json();
        found[format!("aws.ec2.vpc_|-{name}_|-{name}_|-present")]["new_state"]["resource_id"].clone()
    };
    let states = json!({
        "__esm_metadata__": {"version": [2, 0, 0]},
        "aws.ec2.vpc_|-yard_|-yard_|-": {"name": "yard", "resource_id": id("cli", "yard")},
    });
    environment.write("states.json", states.to_string());
    let restored = remembering(&environment, &["restore", "states.json", "--run-name", "other"]);
    assert_eq!(restored.exits(0).stderr, "1 state of states.json restored\n");
    assert_eq!(id("other", "yard"), id("cli", "yard"));

    // With it, a run under another name continues instead of making a second one.
    environment.write("only.sls", YARD.split("shed:").next().expect("the first state"));
    let run = remembering(
        &environment,
        &["run", "--run-name", "third", "--restore", "states.json", "--output", "json", "only.sls"],
    );
    run.exits(0).unchanged();

    environment.write("bad.json", r#"{"yard": {}}"#);
    for arguments in [&["restore", "bad.json"][..], &["run", "--restore", "bad.json", "only.sls"]] {
        let refused = remembering(&environment, arguments);
        assert!(refused.exits(2).stderr.contains("`yard` is no tag"), "{refused}");
    }
    let missing = remembering(&environment, &["restore", "missing.json"]);
    assert!(missing.exits(2).stderr.contains("`missing.json` cannot be restored"), "{missing}");
}
