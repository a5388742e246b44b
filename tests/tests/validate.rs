//! `wasmidem validate`: how state files are understood, and what is wrong with them.

use serde_json::json;
use wasmidem_tests::TestEnvironment;

#[test]
fn prints_what_idem_prints() {
    let environment = TestEnvironment::new();
    environment.write(
        "states.sls",
        "META:\n  name: demo\nx:\n  exec.run:\n    - path: test.echo\n    - kwargs:\n        value: {{ params.get('p', 'dd') }}\n",
    );
    let validated =
        environment.run(&["validate", "states.sls", "--output=json", "--root-dir=.root"]).exits(0).json();
    let members: Vec<&String> = validated.as_object().expect("an object").keys().collect();
    assert_eq!(members, ["high", "low", "meta", "parameters", "warnings"]);
    assert_eq!(validated["low"][0]["kwargs"], json!({"value": "{{ params.get('p', 'dd') }}"}));
    assert_eq!(validated["parameters"]["GLOBAL"], json!({"p": "dd"}));
    assert_eq!(validated["warnings"]["ID_DECS"], json!({"states.sls.x": {"params_meta_missing": ["p"]}}));
    let nested = environment.run(&["validate", "states.sls"]);
    nested.exits(0).prints("low:\n    |_\n      ----------\n      state:\n          exec\n");
    assert_eq!(nested.stderr, "");
    environment
        .run(&["validate", "states.sls", "--output", "yaml"])
        .exits(0)
        .prints("parameters:\n  GLOBAL:\n    p: dd\n");
}

/// idem accepts all of this.
#[test]
fn checks_states_and_arguments() {
    let environment = TestEnvironment::new();
    environment.write(
        "states.sls",
        "\
a:
  aws.ec2.vcp.present: []
b:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_blok: 10.0.0.0/24
    - map_public_ip_on_launch: maybe
c:
  exec.run:
    - path: test.pong
d:
  aws.ec2.vpc.presnt: []
e:
  aws.ec2.vpc.absent:
    - tagss: {}
f:
  aws.route53.hosted_zone.present: []
g:
  time.sleep:
    - duration: 1
",
    );
    let validated = environment.run(&["validate", "states.sls", "--output", "json"]);
    validated
        .exits(0)
        .says("nothing offers the state `aws.ec2.vcp.present`")
        .says("did you mean `aws.ec2.vpc.present`?")
        .says("states.sls:6:7")
        .says("`aws.ec2.subnet.present` has no argument `cidr_blok`")
        .says("did you mean `cidr_block`?")
        .says("`aws.ec2.subnet.present` needs `cidr_block`")
        .says("`map_public_ip_on_launch` of `aws.ec2.subnet.present` must be boolean")
        .says("did you mean `test.ping`?")
        .says("did you mean `aws.ec2.vpc.present`?")
        .says("has no argument `tagss`")
        .says("idem-aws has `aws.route53.hosted_zone`");
    let warnings = validated.json()["warnings"]["ID_DECS"].clone();
    let count = |id: &str| warnings[format!("states.sls.{id}")]["problems"].as_array().map_or(0, Vec::len);
    assert_eq!(["a", "b", "c", "d", "e", "f", "g"].map(count), [1, 3, 1, 1, 1, 1, 0], "{warnings:#}");
    assert_eq!(warnings["states.sls.a"]["problems"][0]["place"], "states.sls:2:3");
    environment.run(&["validate", "states.sls", "--strict"]).exits(3);
    environment.write("fine.sls", "g:\n  time.sleep: [{duration: 1}]\n");
    environment.run(&["validate", "fine.sls", "--strict"]).exits(0);
}

#[test]
fn what_cannot_be_checked_is_said() {
    let environment = TestEnvironment::new();
    environment.write("states.sls", "a:\n  time.sleep:\n    - duration: {{ params['d'] }}\n");
    environment.run(&["validate", "states.sls"]).exits(0).says("are not checked").says("--params");
    environment.write("params.sls", "d: 1\n");
    let given = environment.run(&["validate", "states.sls", "--params", "params.sls"]);
    assert_eq!(given.exits(0).stderr, "", "{given}");
    environment.write("wrong.sls", "a: [\n");
    let wrong = environment.run(&["validate", "wrong.sls", "--output", "json"]);
    assert_eq!(wrong.exits(3).json()["errors"][0]["line"], 1, "{wrong}");
    // Neither credentials nor AWS are needed, unless a template calls a function.
    environment.write("calls.sls", "a:\n  time.sleep:\n    - duration: {{ hub.exec.test.echo(1).ret }}\n");
    environment.run(&["validate", "calls.sls"]).exits(0).prints("duration:\n          1\n");
}
