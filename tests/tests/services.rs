//! Services of the host for modules: each is asked for, decided by the policy and recorded.

use std::fs;

use serde_json::Value;
use wasmidem_tests::{Finished, TestEnvironment, module, test_module};

/// Calls a function of the module `curious`, beside the one that offers `test.ping`.
fn ask(environment: &TestEnvironment, arguments: &[&str]) -> Finished {
    let curious = test_module("curious").display().to_string();
    let other = module("exec_test").display().to_string();
    let modules = ["--module", &curious, "--module", &other, "--output", "json"];
    environment.run(&[&["exec"], arguments, &modules].concat())
}

fn environment(policy: &str) -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("p.cedar", policy);
    environment.write("data/hello.txt", "hello");
    environment.write("secret.txt", "secret");
    environment
}

const POLICY: [&str; 2] = ["--policy", "p.cedar"];
const FOLDER: [&str; 2] = ["--grant-folder", "data=data"];

#[test]
fn without_a_policy_only_other_modules_can_be_asked() {
    let environment = environment("");
    assert_eq!(ask(&environment, &["curious.call", "path=test.ping"]).exits(0).json()["ret"], true);
    for arguments in [
        &["curious.time"][..],
        &["curious.random", "count=4"],
        &["curious.read", "folder=data", "path=hello.txt", FOLDER[0], FOLDER[1]],
    ] {
        let denied = ask(&environment, arguments);
        let told = denied.json();
        assert_eq!(told["result"], false, "{denied}");
        assert!(told.to_string().contains("which only a policy can permit"), "{denied}");
    }
}

#[test]
fn a_policy_permits_each_by_itself() {
    let permits = "\
permit (principal == Module::\"curious\", action == Action::\"clock:Now\", resource);
permit (principal, action == Action::\"random:Bytes\", resource == Host::\"host\");
permit (principal, action == Action::\"files:Read\", resource == Folder::\"data\");
permit (principal, action == Action::\"hub:Call\", resource == Function::\"test.ping\");
";
    let environment = environment(permits);
    let ret = |arguments: &[&str]| {
        let asked = ask(&environment, &[arguments, &POLICY, &FOLDER].concat());
        asked.exits(0).json()["ret"].clone()
    };
    assert!(ret(&["curious.time"]).as_u64().is_some_and(|seconds| seconds > 1_700_000_000));
    assert_eq!(ret(&["curious.random", "count=4"]).as_str().map(str::len), Some(8));
    assert_eq!(ret(&["curious.read", "folder=data", "path=hello.txt"]), "hello");
    assert_eq!(ret(&["curious.list", "folder=data"]), serde_json::json!(["hello.txt"]));
    assert_eq!(ret(&["curious.call", "path=test.ping"]), true);
    let denied = |arguments: &[&str], expected: &str| {
        let asked = ask(&environment, &[arguments, &POLICY, &FOLDER].concat());
        assert!(asked.json().to_string().contains(expected), "{asked}");
    };
    denied(&["curious.call", "path=test.echo"], "no policy permits `hub:Call` of the function `test.echo`");
    denied(&["curious.call", "path=curious.time"], "modules call each other in a circle");
    denied(&["curious.read", "folder=data", "path=../secret.txt"], "cannot be read");
    denied(&["curious.read", "folder=other", "path=x"], "there is no folder `other`");
}

/// The events of a run of states that ask, and the policy that is derived from them.
#[test]
fn a_run_records_what_was_asked_and_given() {
    let environment = environment("permit (principal, action, resource);");
    let states = "\
now:
  exec.run:
    - path: curious.time
ping:
  exec.run:
    - path: curious.call
    - kwargs:
        path: test.ping
";
    environment.write("states.sls", states);
    let curious = test_module("curious").display().to_string();
    let other = module("exec_test").display().to_string();
    let line = [curious.as_str(), &other, "states.sls", "--policy", "p.cedar", "--events", "run.jsonl"];
    environment.states(&line).exits(0);
    let text = fs::read_to_string(environment.work().join("run.jsonl")).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |name: &str, service: &str| {
        let found: Vec<&Value> =
            events.iter().filter(|event| event["event"] == name && event["service"] == service).collect();
        assert_eq!(found.len(), 1, "{text}");
        found[0].clone()
    };
    let decided = of("service-decided", "clock:Now");
    assert_eq!((&decided["module"], &decided["allowed"]), (&"curious".into(), &true.into()));
    assert!(decided["state"].as_str().is_some_and(|state| state.contains("now")), "{decided}");
    assert!(of("service-used", "clock:Now")["given"]["seconds"].is_u64());
    assert_eq!(of("service-decided", "hub:Call")["subject"], "test.ping");
    let derived = environment.run(&["policy", "derive", "--events", "run.jsonl"]);
    let module = "principal == Module::\"curious\"";
    derived.exits(0).prints(&format!("permit ({module}, action == Action::\"clock:Now\", resource);"));
    let ping = "resource == Function::\"test.ping\"";
    derived.prints(&format!("permit ({module}, action == Action::\"hub:Call\", {ping});"));
}

#[test]
fn policies_about_services_are_tried_and_tested() {
    let environment =
        environment("permit (principal, action == Action::\"hub:Call\", resource == Function::\"a.b\");");
    let explain = |function: &str| {
        let input = format!("{{\"Function\": \"{function}\"}}");
        let words = ["policy", "explain", "--policy", "p.cedar", "--module", "m", "--action", "hub:Call"];
        environment.run(&[&words[..], &["--input", &input]].concat())
    };
    explain("a.b").exits(0).prints("allowed");
    explain("a.c").exits(4).prints("no policy permits `hub:Call` of the function `a.c`");
    environment.write(
        "expected.yaml",
        "- {expect: allow, module: m, action: \"hub:Call\", input: {Function: a.b}}\n\
         - {expect: deny, module: m, action: \"hub:Call\", input: {Function: a.c}}\n\
         - {expect: deny, module: m, action: \"clock:Now\"}\n",
    );
    let tested = environment.run(&["policy", "test", "--policy", "p.cedar", "expected.yaml"]);
    tested.exits(0).prints("3 of 3 decisions are as expected");
    environment.run(&["policy", "schema"]).exits(0).prints("action \"hub:Call\" in [\"host\"]");
    environment.write("p.cedar", "permit (principal, action == Action::\"hub:call\", resource);");
    environment.run(&["policy", "check", "p.cedar"]).exits(3).says("did you mean `hub:Call`?");
    let curious = test_module("curious").display().to_string();
    let inspected = environment.run(&["module", "inspect", "--json", &curious]).exits(0).json();
    let all = serde_json::json!(["clock:Now", "files:Read", "hub:Call", "random:Bytes"]);
    assert_eq!((&inspected["policy_actions"], &inspected["wasi"]), (&all, &serde_json::json!([])));
}
