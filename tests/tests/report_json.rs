//! `--output json` is what `docs/schemas/run-output.schema.json` says.

mod schema;

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Fault, Proxy, Rule, TestEnvironment};

use schema::Schema;

const STATES: &str = "\
META: {owner: ann}
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: net}
inside:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: 10.70.1.0/24
call:
  exec.run:
    - path: test.echo
    - kwargs: {value: 7}
wait:
  time.sleep:
    - duration: 0
broken:
  test.fail: []
later:
  test.nop:
    - require:
      - test: broken
";

fn actions(outcomes: &Value) -> Value {
    let outcomes = outcomes.as_object().expect("an object");
    outcomes
        .values()
        .map(|outcome| (outcome["__id__"].as_str().unwrap_or("?"), outcome["action"].clone()))
        .collect()
}

#[test]
fn outcomes_are_as_the_schema_says() {
    let schema = Schema::named("run-output");
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("states.sls", STATES);
    environment.write(
        "gone.sls",
        STATES
            .replace("inside:\n  aws.ec2.subnet.present", "inside:\n  aws.ec2.subnet.absent")
            .replace("Name: net", "Name: web"),
    );
    let mut seen = Vec::new();
    for arguments in [
        &["states.sls", "--test"][..],
        &["states.sls"],
        &["states.sls"],
        &["gone.sls", "--test"],
        &["gone.sls"],
    ] {
        let run = environment.states(arguments);
        schema.accepts(&run.exits(1).json());
        seen.push(actions(&run.json()));
    }
    let all = |net: &str, inside: &str| json!({"net": net, "inside": inside, "call": "run", "wait": "unchanged", "broken": "fail", "later": "skip"});
    let expected = [
        all("create", "create"),
        all("create", "create"),
        all("unchanged", "unchanged"),
        all("update", "delete"),
        all("update", "delete"),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn failures_and_errors_are_as_the_schema_says() {
    let schema = Schema::named("run-output");
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    proxy.inject(Rule::each("CreateVpc", Fault::Denied));
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", STATES);
    environment.write("empty.sls", "{}\n");
    environment.write("unknown.sls", "a:\n  aws.ec2.vcp.present: []\n");
    environment.write("broken.sls", "a:\n  test.nop:\n    - x: {{ nope }}\n");
    let refused = environment.states(&["states.sls"]);
    schema.accepts(&refused.exits(1).json());
    assert_eq!(refused.state("net")["failure"]["blame"], "AWS");
    for (arguments, code) in [
        (&["empty.sls"][..], 0),
        (&["unknown.sls"], 1),
        (&["broken.sls"], 3),
        (&["missing.sls"], 3),
        (&["states.sls", "--run-name", "../up"], 2),
    ] {
        schema.accepts(&environment.states(arguments).exits(code).json());
    }
    let without = TestEnvironment::new();
    without.write("states.sls", STATES);
    schema.accepts(&without.states(&["states.sls"]).exits(8).json());
}

/// A schema that accepts anything would say nothing.
#[test]
fn the_schema_refuses_what_is_not_documented() {
    let schema = Schema::named("run-output");
    let environment = TestEnvironment::new();
    environment.write("fail.sls", "a:\n  test.fail: []\nb:\n  aws.ec2.vcp.present: []\n");
    let good = environment.states(&["fail.sls"]).exits(1).json();
    schema.accepts(&good);
    let tag = "aws.ec2.vcp_|-b_|-b_|-present";
    assert_eq!(good[tag]["failure"]["code"], "run.unknown-state");
    let members: Vec<String> = good[tag].as_object().expect("an object").keys().cloned().collect();
    for member in members {
        let mut bad = good.clone();
        bad[tag][&member] = json!({"odd": [1]});
        let any =
            matches!(member.as_str(), "new_state" | "old_state" | "rerun_data" | "changes" | "sls_meta");
        assert_eq!(schema.problems(&bad).is_empty(), any, "{member}");
    }
    let mut bad = good.clone();
    bad[tag]["more"] = json!(1);
    assert!(!schema.problems(&bad).is_empty());
    for other in [json!({"errors": []}), json!({"a": 1}), json!([]), json!({"errors": [{"code": "x"}]})] {
        assert!(!schema.problems(&other).is_empty(), "{other}");
    }
}
