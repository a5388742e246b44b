//! What people and programs get to read.

use regex::Regex;
use serde_json::{Map, Value};
use wasmidem_tests::{Emulator, Fault, Finished, Normaliser, Proxy, Rule, TestEnvironment};

const YARD: &str = "\
yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: yard, Use: parking}
";

const YARD_LATER: &str = "\
yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: yard, Use: market, Day: saturday}
";

const YARD_GONE: &str = "\
yard:
  aws.ec2.vpc.absent: []
";

const MIXED: &str = "\
yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: yard}
later:
  test.nop:
    - require:
      - aws.ec2.vpc: yard
other:
  test.succeed_with_changes: []
";

fn human(environment: &TestEnvironment, arguments: &[&str]) -> Finished {
    // One state at a time, so that the order of the blocks is known.
    let ours = ["run", "--root-dir", "store", "--runtime", "serial"];
    let all: Vec<&str> = ours.into_iter().chain(arguments.iter().copied()).collect();
    environment.run(&all)
}

/// Without ids and times.
fn plain(text: &str) -> String {
    let text = Normaliser::new(Vec::new()).text(text);
    Regex::new(r"\(\d+\.\d s\)").expect("it is a pattern").replace_all(&text, "(TIME)").into_owned()
}

#[track_caller]
fn printed(finished: &Finished, expected: &str) {
    assert_eq!(plain(&finished.stdout), expected, "{finished}");
}

#[test]
fn the_life_of_a_resource() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    environment.write("later.sls", YARD_LATER);
    environment.write("gone.sls", YARD_GONE);
    let preview = human(&environment, &["yard.sls", "--test"]);
    printed(
        preview.exits(0),
        "\
+ yard  aws.ec2.vpc.present  would be created
    cidr_block_association_set: [{CidrBlock: 10.70.0.0/16}]
    tags: {Name: yard, Use: parking}

Plan: 1 to create.
This was a preview: nothing was changed.
",
    );
    let created = human(&environment, &["yard.sls"]);
    let text = plain(&created.exits(0).stdout);
    assert!(text.starts_with("+ yard  aws.ec2.vpc.present  created  <vpc:1>\n    "), "{created}");
    assert!(
        text.contains("\n    tags: {Name: yard, Use: parking}\n")
            && text.contains("\n    enable_dns_support: true\n"),
        "{created}"
    );
    assert!(text.ends_with("\n\n1 state: 1 created (TIME)\n"), "{created}");
    let unchanged = human(&environment, &["yard.sls"]);
    printed(
        unchanged.exits(0),
        "= yard  aws.ec2.vpc.present  unchanged  <vpc:1>\n\n1 state: 1 unchanged (TIME)\n",
    );
    let updated = human(&environment, &["later.sls"]);
    printed(
        updated.exits(0),
        "\
~ yard  aws.ec2.vpc.present  updated  <vpc:1>
    ~ tags.Use: parking → market
    + tags.Day: saturday

1 state: 1 updated (TIME)
",
    );
    let deleted = human(&environment, &["gone.sls"]);
    printed(deleted.exits(0), "- yard  aws.ec2.vpc.absent  deleted  <vpc:1>\n\n1 state: 1 deleted (TIME)\n");
    for run in [&preview, &created, &unchanged, &updated, &deleted] {
        assert!(run.stderr.is_empty(), "{run}");
        assert!(!run.stdout.contains('\u{1b}'), "colours although stdout is no terminal: {run}");
    }
}

#[test]
fn failures_say_what_where_and_whose() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    proxy.inject(Rule::each("CreateVpc", Fault::Denied));
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("mixed.sls", MIXED);
    let run = human(&environment, &["mixed.sls"]);
    let text = plain(&run.stdout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "✗ yard   aws.ec2.vpc.present  failed", "{run}");
    assert!(
        text.contains("ec2:CreateVpc") && text.contains("You are not authorized to perform this operation"),
        "{run}"
    );
    assert!(text.contains("[aws.ec2.UnauthorizedOperation]") && text.contains("at mixed.sls:2:3"), "{run}");
    assert!(text.contains("\n? later  test.nop  not run: needs `yard`, which failed\n"), "{run}");
    assert!(text.contains("other  test.succeed_with_changes  "), "{run}");
    assert!(
        lines.last().is_some_and(|line| line.starts_with("3 states: 1 run, 1 failed, 1 not run (")),
        "{run}"
    );
    assert_ne!(run.code, Some(0));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let environment = TestEnvironment::new();
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    let colours = |arguments: &[&str]| human(&environment, arguments).exits(0).stdout.contains("\u{1b}[");
    assert!(!colours(&["nop.sls"]));
    assert!(colours(&["nop.sls", "--color", "always"]));
    assert!(!colours(&["nop.sls", "--color", "never"]));
    environment.write("wrong.sls", "a: [\n");
    assert!(human(&environment, &["wrong.sls", "--color", "always"]).exits(3).stderr.contains("\u{1b}["));
    assert!(!human(&environment, &["wrong.sls"]).exits(3).stderr.contains('\u{1b}'));
}

/// In idem's order, and one of ours at the end.
#[test]
fn json_has_the_members_of_idem() {
    const MEMBERS: [&str; 15] = [
        "tag",
        "name",
        "__id__",
        "changes",
        "new_state",
        "old_state",
        "comment",
        "rerun_data",
        "result",
        "esm_tag",
        "__run_num",
        "start_time",
        "total_seconds",
        "sls_meta",
        "action",
    ];
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("mixed.sls", MIXED);
    let run = environment.states(&["mixed.sls", "--runtime", "serial"]);
    let states = run.exits(0).states();
    let tags: Vec<&String> = states.keys().collect();
    assert_eq!(
        tags,
        [
            "aws.ec2.vpc_|-yard_|-yard_|-present",
            "test_|-later_|-later_|-nop",
            "test_|-other_|-other_|-succeed_with_changes"
        ]
    );
    for (number, (tag, state)) in states.iter().enumerate() {
        let state = state.as_object().expect("an object");
        assert_eq!(state.keys().collect::<Vec<_>>(), MEMBERS, "{tag}");
        assert_eq!(state["tag"], *tag);
        assert_eq!(state["__run_num"], number + 1);
        assert!(state["total_seconds"].is_number() && state["start_time"].is_string(), "{tag}");
        assert!(state["comment"].is_array(), "{tag}: {}", state["comment"]);
        assert!(tag.starts_with(state["esm_tag"].as_str().unwrap_or("?")), "{tag}: {}", state["esm_tag"]);
        let keys =
            |member: &str| state[member].as_object().map(|meta| meta.keys().cloned().collect::<Vec<_>>());
        assert_eq!(keys("sls_meta"), Some(vec!["SLS".to_owned(), "ID_DECS".to_owned()]));
    }
    assert!(run.stdout.starts_with("{\n") && run.stdout.ends_with("}\n"), "{run}");
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    environment.states(&["nop.sls"]).exits(0).unchanged();
}

/// Lists tell their elements, members that are sensitive only their names.
#[test]
fn a_preview_tells_enough_to_approve_it() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    let states = |block: &str, key: &str| {
        format!(
            "yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
{block}
    - tags: {{Name: yard}}
safe:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.71.0.0/16
    - tags: {{Name: safe, Key: {key}}}
    - sensitive: [tags]
inside:
  aws.ec2.subnet.present:
    - vpc_id: ${{aws.ec2.vpc:yard:resource_id}}
    - cidr_block: 10.70.1.0/24
"
        )
    };
    environment.write("one.sls", states("", "first-key"));
    environment.write("two.sls", states("      - CidrBlock: 10.72.0.0/16", "second-key"));
    let made = human(&environment, &["one.sls", "--test"]);
    made.exits(0).prints("    vpc_id: (known after apply)\n    cidr_block: 10.70.1.0/24\n");
    assert!(!made.stdout.contains("-key"), "{made}");
    human(&environment, &["one.sls"]).exits(0);
    let changed = human(&environment, &["two.sls", "--test"]);
    printed(
        changed.exits(0),
        "\
~ yard    aws.ec2.vpc.present  would be updated  <vpc:1>
    ~ cidr_block_association_set:
        + {CidrBlock: 10.72.0.0/16}
~ safe    aws.ec2.vpc.present  would be updated  <vpc:2>
    ~ tags: (sensitive)
= inside  aws.ec2.subnet.present  unchanged  <subnet:1>

Plan: 2 to update, 1 unchanged.
This was a preview: nothing was changed.
",
    );
}

/// Failures keep idem's members and add one of ours.
#[test]
fn json_of_failures_says_whose_they_are() {
    let environment = TestEnvironment::new();
    environment.write("fail.sls", "a:\n  test.fail: []\nb:\n  aws.ec2.vcp.present: []\n");
    let run = environment.states(&["fail.sls"]);
    run.exits(1).failed("a", &["Failure!"]).failed("b", &["aws.ec2.vcp"]);
    let failure = run.state("b")["failure"].clone();
    let members: Map<String, Value> = failure.as_object().cloned().unwrap_or_default();
    assert_eq!(members.keys().collect::<Vec<_>>(), ["code", "blame", "help"], "{run}");
    assert_eq!(failure["code"], "run.unknown-state");
}

#[test]
fn logs_are_on_stderr_at_the_level_asked_for() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    let run = human(&environment, &["yard.sls", "--log-level", "debug"]);
    run.exits(0).says("calls ec2:CreateVpc (write)").says("ec2:CreateVpc: ok after ");
    assert!(!run.stdout.contains("debug"), "{run}");
    environment.write("wrong.sls", "a:\n  time.sleep:\n    - duration: 0\n    - durration: 1\n");
    human(&environment, &["wrong.sls"]).exits(0).says("durration").says("wrong.sls:");
    assert_eq!(human(&environment, &["wrong.sls", "--log-level", "quiet"]).exits(0).stderr, "");
}

/// Tags and messages come from other people: they cannot steer a terminal.
#[test]
fn what_aws_says_stays_text() {
    const EVIL: &str = "a\u{202e}b\u{9b}31mc\u{2066}d";
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("yard.sls", YARD);
    human(&environment, &["yard.sls"]).exits(0);
    let vpc = emulator.vpcs().pop_first().expect("it was made");
    emulator.ec2(&format!("CreateTags&ResourceId.1={vpc}&Tag.1.Key={EVIL}&Tag.1.Value={EVIL}"));
    let body = format!(
        "<Response><Errors><Error><Code>Inv{EVIL}</Code><Message>{EVIL}&#27;[2J&#13;&#10;error: all is well</Message>\
         </Error></Errors><RequestID>1</RequestID></Response>"
    );
    let quiet = |run: &Finished| {
        for text in [&run.stdout, &run.stderr] {
            let odd =
                |letter: char| (letter.is_control() && letter != '\n') || "\u{202e}\u{2066}".contains(letter);
            assert!(!text.contains(odd), "{text:?}");
            assert!(!text.lines().any(|line| line.starts_with("error: all is well")), "{text}");
        }
    };
    quiet(human(&environment, &["yard.sls", "--test", "--log-level", "trace"]).exits(0));
    quiet(human(&environment, &["yard.sls"]).exits(0));
    proxy.inject(Rule::each("DescribeVpcs", Fault::Answer(400, body)));
    for output in ["human", "json"] {
        quiet(human(&environment, &["yard.sls", "--log-level", "trace", "--output", output]).exits(1));
    }
}

/// idem has no `test` states, so state files written for it must not meet them by accident.
#[test]
fn under_the_name_of_idem_the_test_states_are_used_only_when_named() {
    let environment = TestEnvironment::new();
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    environment.run(&["run", "nop.sls", "--root-dir", "store"]).exits(0);
    environment.run(&["state", "test.wasm", "nop.sls", "--root-dir", "store"]).exits(0);
    let run = environment.run(&["state", "nop.sls", "--root-dir", "store", "--output", "json"]);
    run.exits(1).failed("a", &["Could not find function to enforce test"]);
}

#[test]
fn help_and_version() {
    let environment = TestEnvironment::new();
    environment.run(&["--version"]).exits(0).prints("wasmidem 0.1.0");
    environment.run(&["--help"]).exits(0).prints("Usage:").prints("run").prints("module");
    environment.run(&["run", "--help"]).exits(0).prints("--acct-file").prints("--module-timeout");
    environment.run(&["run", "--no-such-flag", "x.sls"]).exits(2).says("--no-such-flag");
    environment.run(&["fly"]).exits(2);
    environment.run(&[""; 0]).exits(2);
    environment.run(&["run"]).exits(2);
}
