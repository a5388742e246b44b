//! `--junit FILE`, as CI systems read it.

use std::fs;

use roxmltree::{Document, Node};
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, Rule, TestEnvironment};

const STATES: &str = "\
include:
  - other
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: net}
\"a <b> & \\\"c\\\" \\u202e]]>\\e[31m\":
  test.nop: []
later:
  test.nop:
    - require:
      - aws.ec2.vpc: net
";

const OTHER: &str = "\
broken:
  test.fail: []
";

fn run(environment: &TestEnvironment, arguments: &[&str]) -> (Finished, String) {
    let all: Vec<&str> = [&["run", "--root-dir", "store", "--junit", "junit.xml"], arguments].concat();
    let run = environment.run(&all);
    (run, fs::read_to_string(environment.work().join("junit.xml")).expect("the file is there"))
}

fn elements<'a>(node: Node<'a, 'a>, name: &'static str) -> Vec<Node<'a, 'a>> {
    node.descendants().filter(|node| node.has_tag_name(name)).collect()
}

fn case<'a>(document: &'a Document<'a>, name: &str) -> Node<'a, 'a> {
    let found = elements(document.root_element(), "testcase")
        .into_iter()
        .find(|case| case.attribute("name") == Some(name));
    found.unwrap_or_else(|| panic!("there is no test case `{name}`"))
}

#[test]
fn states_are_test_cases() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    proxy.inject(Rule::each("CreateVpc", Fault::Denied));
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", STATES);
    environment.write("other.sls", OTHER);
    let (finished, text) = run(&environment, &["states.sls"]);
    finished.exits(1);
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let all = document.root_element();
    let counts = |node: Node<'_, '_>| {
        ["tests", "failures", "errors"].map(|name| node.attribute(name).unwrap_or_default().to_owned())
    };
    assert_eq!(counts(all), ["4", "2", "0"]);
    let suites: Vec<(Option<&str>, [String; 3])> = elements(all, "testsuite")
        .into_iter()
        .map(|suite| (suite.attribute("name"), counts(suite)))
        .collect();
    let numbers = |all: [&str; 3]| all.map(str::to_owned);
    let mut named: Vec<_> = suites.clone();
    named.sort();
    assert_eq!(
        named,
        [(Some("other.sls"), numbers(["1", "1", "0"])), (Some("states.sls"), numbers(["3", "1", "0"]))]
    );

    let net = case(&document, "net");
    assert_eq!(net.attribute("classname"), Some("aws.ec2.vpc.present"));
    assert_eq!((net.attribute("file"), net.attribute("line")), (Some("states.sls"), Some("4")));
    let [failure] = elements(net, "failure")[..] else { panic!("{text}") };
    assert_eq!(failure.attribute("type"), Some("aws.ec2.UnauthorizedOperation"));
    assert!(failure.attribute("message").is_some_and(|text| text.contains("ec2:CreateVpc")), "{text}");
    let told = failure.text().unwrap_or_default();
    assert!(told.contains("AWS [aws.ec2.UnauthorizedOperation], at states.sls:4:3"), "{told}");
    assert!(told.contains("ec2:CreateVpc [aws.ec2.UnauthorizedOperation], "), "{told}");

    let [skipped] = elements(case(&document, "later"), "skipped")[..] else { panic!("{text}") };
    assert_eq!(skipped.attribute("message"), Some("needs `net`, which failed"));
    let odd = case(&document, "a <b> & \"c\" \\u{202e}]]>\\u{1b}[31m");
    assert_eq!(odd.attribute("classname"), Some("test.nop"));
    assert_eq!((elements(odd, "failure").len(), elements(odd, "skipped").len()), (0, 0));
}

#[test]
fn successes_tell_what_changed() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("states.sls", STATES.replace("include:\n  - other\n", ""));
    for (arguments, action, verb, preview) in [
        (&["states.sls", "--test"][..], "create", "would be created", "true"),
        (&["states.sls"], "create", "created  vpc-", "false"),
        (&["states.sls"], "unchanged", "unchanged", "false"),
    ] {
        let (finished, text) = run(&environment, arguments);
        finished.exits(0);
        let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let net = case(&document, "net");
        let properties = |node: Node<'_, '_>, name: &str| {
            let all = elements(node, "property");
            let found = all.into_iter().find(|property| property.attribute("name") == Some(name));
            found.and_then(|property| property.attribute("value")).unwrap_or_default().to_owned()
        };
        assert_eq!(properties(net, "action"), action);
        assert_eq!(properties(document.root_element(), "preview"), preview);
        let [out] = elements(net, "system-out")[..] else { panic!("{text}") };
        assert!(out.text().is_some_and(|text| text.contains(verb)), "{text}");
        assert_eq!(document.root_element().attribute("failures"), Some("0"));
    }
}

/// A pipeline that only looks at the report must not take a broken state file for success.
#[test]
fn what_keeps_a_run_from_beginning_is_an_error() {
    let environment = TestEnvironment::new();
    environment.write("broken.sls", "a:\n  test.nop:\n    - x: {{ nope }}\n");
    let (finished, text) = run(&environment, &["broken.sls"]);
    finished.exits(3);
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(document.root_element().attribute("errors"), Some("1"));
    let [error] = elements(document.root_element(), "error")[..] else { panic!("{text}") };
    assert_eq!(error.attribute("message"), Some("`nope` is undefined"));
    assert!(error.text().is_some_and(|text| text.contains("--> broken.sls:3:")), "{text}");
    let nowhere = environment.run(&["run", "broken.sls", "--junit", "-"]);
    nowhere.exits(2).says("stdout is for the outcome");
}
