//! The same two modules in every language: to the host, and to AWS, they are the same.

use std::time::Duration;

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Finished, Normaliser, Proxy, TestEnvironment, differences, example_module};

const LANGUAGES: [&str; 4] = ["rust", "python", "js", "c"];

/// Compiling a module with a Python in it takes a while, and may have to wait for other tests.
const LIMIT: Duration = Duration::from_secs(240);

const MADE: &str = "\
mine:
  example.gateway.present:
    - tags: {Name: mine, old: \"1\", quote: 'a \"b\" \\ c é 🦀'}
plain:
  example.gateway.present: []
";

const CHANGED: &str = "\
mine:
  example.gateway.present:
    - tags: {Name: yours, quote: 'a \"b\" \\ c é 🦀'}
plain:
  example.gateway.present: []
";

const GONE: &str = "\
mine:
  example.gateway.absent: []
plain:
  example.gateway.absent: []
";

/// What is the same in every language: what a module says of itself, and may ask for.
fn inspected(environment: &TestEnvironment, language: &str, module: &str) -> Value {
    let file = example_module(language, module).display().to_string();
    let mut value = environment.run(&["module", "inspect", "--json", &file]).exits(0).json();
    let members = value.as_object_mut().expect("an object");
    for differs in ["digest", "size"] {
        members.remove(differs).expect("every module has it");
    }
    // the SDK for Rust tells the text of a panic
    members["host_services"].as_array_mut().expect("a list").retain(|service| service != "log");
    value
}

#[track_caller]
fn same_as_first(what: &str, found: &[(&str, Value)]) {
    let ((first, expected), others) = found.split_first().expect("there are languages");
    for (language, got) in others {
        let differences = differences(what, got, expected);
        assert!(differences.is_empty(), "{language} differs from {first}: {differences:#?}");
    }
}

#[test]
fn modules_say_the_same_of_themselves() {
    let mut environment = TestEnvironment::new();
    environment.limit(LIMIT);
    for module in ["gateway", "hello"] {
        let found = LANGUAGES.map(|language| (language, inspected(&environment, language, module)));
        same_as_first(module, &found);
        let (_, first) = &found[0];
        let (reads, writes) = match module {
            "gateway" => (
                json!(["ec2:DescribeInternetGateways"]),
                json!([
                    "ec2:CreateInternetGateway",
                    "ec2:CreateTags",
                    "ec2:DeleteInternetGateway",
                    "ec2:DeleteTags"
                ]),
            ),
            _ => (json!(["sts:GetCallerIdentity"]), json!([])),
        };
        assert_eq!(first["operations"], json!({"read": reads, "write": writes}));
    }
}

/// What a run came to, and what it asked of AWS.
fn told(finished: &Finished, proxy: &Proxy, names: &mut Normaliser) -> Value {
    let mut states: Vec<Value> = finished.states().into_values().collect();
    for state in &mut states {
        let members = state.as_object_mut().expect("an outcome");
        members.retain(|name, _| !matches!(name.as_str(), "start_time" | "total_seconds"));
    }
    let mut actions: Vec<String> = proxy.requests().iter().map(|request| request.action.clone()).collect();
    actions.sort();
    proxy.forget();
    names.value(&json!({"code": finished.code, "states": states, "actions": actions}))
}

/// A life of two gateways. Returns what each step came to.
fn life(language: &str) -> Value {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let mut environment = TestEnvironment::at(proxy.endpoint());
    environment.limit(LIMIT);
    let module = example_module(language, "gateway").display().to_string();
    for (name, text) in [("made.sls", MADE), ("changed.sls", CHANGED), ("gone.sls", GONE)] {
        environment.write(name, text);
    }
    let mut names = Normaliser::new(vec![(proxy.endpoint(), "<endpoint>")]);
    let mut steps = Vec::new();
    for (step, arguments) in [
        ("preview of making", &["made.sls", "--test"][..]),
        ("making", &["made.sls"]),
        ("making again", &["made.sls"]),
        ("preview of changing", &["changed.sls", "--test"]),
        ("changing", &["changed.sls"]),
        ("changing again", &["changed.sls"]),
    ] {
        // one at a time, so that ids are numbered in the order of the states
        let all = [&[module.as_str(), "--concurrency", "1"], arguments].concat();
        let finished = environment.states(&all);
        assert_eq!(finished.code, Some(0), "{language}, {step}: {finished}");
        if step.ends_with("again") {
            finished.unchanged();
        }
        steps.push(json!({step: told(&finished, &proxy, &mut names)}));
    }
    let described =
        environment.run(&["describe", r"example\.gateway", "--module", &module, "--output", "json"]);
    steps.push(json!({"describing": names.value(&described.exits(0).json())}));
    proxy.forget();
    let finished = environment.states(&[module.as_str(), "--concurrency", "1", "gone.sls"]);
    assert_eq!(finished.code, Some(0), "{language}: {finished}");
    steps.push(json!({"removing": told(&finished, &proxy, &mut names)}));
    let left = emulator.inventory().into_iter().filter(|id| id.starts_with("igw-")).count();
    assert_eq!(left, 0, "{language} left gateways behind");
    Value::Array(steps)
}

#[test]
fn states_end_the_same() {
    let found = LANGUAGES.map(|language| (language, life(language)));
    same_as_first("life", &found);
    let text = found[0].1.to_string();
    for expected in ["set tags `Name`", "removed tags `old`", "CreateInternetGateway", "DeleteTags", "🦀"] {
        assert!(text.contains(expected), "no language tells of {expected:?}: {text}");
    }
}

#[test]
fn functions_answer_the_same() {
    let emulator = Emulator::lease();
    let mut environment = TestEnvironment::at(emulator.endpoint());
    environment.limit(LIMIT);
    for (arguments, code, returned) in [
        (
            &["example.hello", "name=w\"ö\\🦀"][..],
            0,
            json!({"greeting": "hello w\"ö\\🦀", "region": "us-west-1"}),
        ),
        (
            &["example.hello", "name=you", "times=2"],
            0,
            json!({"greeting": "hello you, hello you", "region": "us-west-1"}),
        ),
        (&["example.hello", "name=you", "times=11"], 1, Value::Null),
        (&["example.account"], 0, json!("123456789012")),
    ] {
        let found = LANGUAGES.map(|language| {
            let module = example_module(language, "hello").display().to_string();
            let all = [&["exec"], arguments, &["--module", &module, "--output", "json"]].concat();
            let finished = environment.run(&all);
            finished.exits(code);
            (language, finished.json())
        });
        same_as_first(arguments[0], &found);
        assert_eq!(found[0].1["ret"], returned);
        if code == 1 {
            assert!(found[0].1.to_string().contains("times must be from 1 to 10"), "{}", found[0].1);
        }
    }
}
