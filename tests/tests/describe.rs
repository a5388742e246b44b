//! `wasmidem describe`: what it prints is what is there, and run again it changes nothing.

use serde_json::{Value, json};
use wasmidem_tests::{Emulator, Fault, NETWORK, Normaliser, Proxy, Rule, TestEnvironment, present_networks};

const YARD: &str = "\
yard:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.70.0.0/16
    - tags: {Name: yard, \"on\": \"yes\", day: \"2020-01-01\"}
";

/// Every kind of resource that comes with the program.
#[test]
fn what_is_described_plans_to_no_change() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", present_networks(1));
    environment.states(&["states.sls"]).exits(0);
    proxy.forget();
    for (_, path, _) in NETWORK {
        let described = environment.run(&["describe", path]);
        let text = &described.exits(0).stdout;
        assert!(text.contains(&format!("  {path}.present:\n  - name: ")), "{described}");
        environment.write("described.sls", text);
        let preview =
            environment.run(&["run", "--test", "--output", "json", "--root-dir", "empty", "described.sls"]);
        preview.exits(0).unchanged();
        assert!(!preview.states().is_empty(), "{path}");
        assert!(!preview.stderr.contains("warning"), "{preview}");
        environment
            .run(&["run", "--output", "json", "--root-dir", "empty", "described.sls"])
            .exits(0)
            .unchanged();
    }
    assert_eq!(proxy.writes(), [""; 0], "describing or what it printed wrote something");
    let all = environment.run(&["describe", r"aws\.ec2\..*", "--output", "json"]);
    let found = all.exits(0).json();
    let ids: std::collections::BTreeSet<String> =
        found.as_object().expect("states").keys().cloned().collect();
    let not_described: Vec<String> =
        emulator.inventory().into_iter().filter(|id| !ids.contains(id) && !id.contains("assoc")).collect();
    assert!(not_described.is_empty(), "{not_described:?}");
}

#[test]
fn prints_state_files_as_idem_does() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    environment.states(&["yard.sls"]).exits(0);
    let own = "[?resource[?tags.Name=='yard']]";
    let text = environment.run(&["describe", "aws.ec2.vpc", "--filter", own]);
    let expected = "\
<vpc:1>:
  aws.ec2.vpc.present:
  - name: <vpc:1>
  - resource_id: <vpc:1>
  - instance_tenancy: default
  - tags:
      Name: yard
      day: \"2020-01-01\"
      \"on\": \"yes\"
  - cidr_block_association_set:
    - AssociationId: <vpc-cidr-assoc:1>
      CidrBlock: 10.70.0.0/16
      CidrBlockState:
        State: associated
  - enable_dns_hostnames: false
  - enable_dns_support: true
";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let printed = Normaliser::new(Vec::new()).text(&text.exits(0).stdout);
    assert!(
        printed
            .starts_with("<vpc:1>:\n  aws.ec2.vpc.present:\n  - name: <vpc:1>\n  - resource_id: <vpc:1>\n")
    );
    assert_eq!(sorted(&printed), sorted(expected), "{text}");
    let json =
        environment.run(&["describe", "aws.ec2.vpc", "--filter", own, "--output", "json"]).exits(0).json();
    let parameters: Vec<Value> = json
        .as_object()
        .and_then(|states| states.values().next())
        .map_or_else(Vec::new, |state| state["aws.ec2.vpc.present"].as_array().cloned().unwrap_or_default());
    assert!(parameters.contains(&json!({"enable_dns_support": true})), "{json:#}");
    assert!(
        parameters.iter().all(|parameter| parameter.as_object().is_some_and(|members| members.len() == 1))
    );
}

#[test]
fn filters_choose_resources() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    let describe = |filter: &str, output: &str| {
        environment.run(&["describe", "aws.ec2.subnet", "--filter", filter, "--output", output])
    };
    let all = environment.run(&["describe", "aws.ec2.subnet", "--output", "json"]).exits(0).json();
    assert!(all.as_object().is_some_and(|subnets| subnets.len() > 1), "the emulator has default subnets");
    let first = describe("[0:1]", "json").exits(0).json();
    assert_eq!(first.as_object().map(serde_json::Map::len), Some(1));
    let names = describe("[].name", "jmespath");
    assert!(names.exits(0).stdout.starts_with("['subnet-"), "{names}");
    let entries = environment.run(&["describe", "aws.ec2.subnet", "--output", "jmespath"]);
    assert!(entries.exits(0).stdout.starts_with("[{'name': 'subnet-"), "{entries}");
    describe("[].name", "yaml").exits(2).says("does not choose resources");
    let wrong = describe("[?", "json");
    assert_eq!(wrong.exits(2).json()["errors"][0]["code"], "usage-filter", "{wrong}");
}

#[test]
fn nothing_to_describe_is_a_warning() {
    let environment = TestEnvironment::new();
    let nothing = environment.run(&["describe", "aws.ec2", "--output", "json"]);
    nothing
        .exits(0)
        .says("Cannot find anything to describe for resource type(s) 'aws.ec2'")
        .says("`aws.ec2.*`");
    assert_eq!(nothing.json(), json!({}));
    assert_eq!(environment.run(&["describe", "aws.ec2.vcp"]).exits(0).says("`aws.ec2.vpc`").stdout, "{}\n");
    environment.run(&["describe", "aws.("]).exits(2).says("no regular expression");
    environment.run(&["describe", "aws.ec2.vpc"]).exits(8).says("there are no AWS credentials");
}

/// What cannot be listed is told, and the rest is printed all the same.
#[test]
fn one_failure_does_not_hide_the_rest() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    proxy.inject(Rule::each("DescribeSubnets", Fault::Denied));
    let described = environment.run(&["describe", "aws.ec2.(vpc|subnet)", "--output", "json"]);
    described.exits(1).says("`aws.ec2.subnet` cannot be listed");
    assert!(
        described.json().as_object().is_some_and(|states| states.keys().all(|id| id.starts_with("vpc-")))
    );
    let strict = environment.run(&["describe", "aws.ec2.(vpc|subnet)", "--hard-fail"]);
    assert_eq!(strict.exits(1).stdout, "");
}

/// Texts from AWS are data, also when they look like a template.
#[test]
fn templates_in_tags_stay_texts() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("yard.sls", YARD);
    environment.states(&["yard.sls"]).exits(0);
    let vpc = emulator.vpcs().pop_first().expect("it was made");
    emulator.ec2(&format!("CreateTags&ResourceId.1={vpc}&Tag.1.Key=t&Tag.1.Value={{{{ 7 * 7 }}}}"));
    let described = environment.run(&["describe", "aws.ec2.vpc"]);
    assert!(described.exits(0).stdout.starts_with("#!yaml\n"), "{described}");
    environment.write("described.sls", &described.stdout);
    environment.states(&["described.sls", "--test"]).exits(0).unchanged();
}
