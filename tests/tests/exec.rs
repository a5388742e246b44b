//! `wasmidem exec`: one function of a module.

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Proxy, TestEnvironment, test_module};

fn returned(environment: &TestEnvironment, arguments: &[&str]) -> Value {
    let words: Vec<&str> = ["exec"].iter().chain(arguments).chain(&["--output", "json"]).copied().collect();
    environment.run(&words).json()
}

#[test]
fn arguments_are_yaml_named_or_in_order() {
    let environment = TestEnvironment::new();
    for (argument, value) in [
        ("hello", json!("hello")),
        ("value=5", json!(5)),
        ("value=\"5\"", json!("5")),
        ("value=", json!(null)),
        ("value={a: [1, yes]}", json!({"a": [1, true]})),
        ("value=a=b", json!("a=b")),
        ("-3", json!(-3)),
    ] {
        let expected = json!({"result": true, "ret": value, "comment": [], "ref": "exec.test.echo"});
        assert_eq!(returned(&environment, &["test.echo", argument]), expected, "{argument}");
    }
    environment.run(&["exec", "exec.test.ping"]).exits(0).prints("true");
}

#[test]
fn mistakes_are_told() {
    let environment = TestEnvironment::new();
    environment.run(&["exec", "test.pong"]).exits(2).says("did you mean `test.ping`?");
    environment.run(&["exec", "test.echo", "valu=1"]).exits(2).says("did you mean `value`?");
    environment.run(&["exec", "test.echo", "value=[1"]).exits(2).says("is not YAML");
    environment.run(&["exec", "test.echo", "1", "2"]).exits(2).says("fewer arguments");
    environment.run(&["exec", "test.echo", "1", "value=2"]).exits(2).says("given twice");
    environment.run(&["exec", "test.ping", "--module", "missing.wasm"]).exits(2).says("no module");
    let failed = environment.run(&["exec", "test.fail", "--output", "json"]);
    assert_eq!(failed.exits(1).json()["result"], false, "{failed}");
}

#[test]
fn reaches_aws_through_the_gate() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    let identity = returned(&environment, &["aws.sts.caller_identity.get"]);
    assert_eq!(identity["ret"]["Account"], "123456789012", "{identity}");
    let without = TestEnvironment::new();
    without.run(&["exec", "aws.sts.caller_identity.get"]).exits(8).says("there are no AWS credentials");
    let hostile = test_module("hostile");
    environment.run(&["exec", "test.ping", "--module", &hostile.display().to_string()]).exits(2);
}
