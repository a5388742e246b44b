//! Policies in Cedar: what they take away, what is told, and what is derived from a run.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use wasmidem_tests::{Emulator, Finished, Proxy, TestEnvironment, module};

const STATES: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.90.0.0/16
    - tags: {Name: net}
";

const READ_ONLY: &str = "@id(\"read-only\")\npermit (principal, action in Action::\"read\", resource);\n";

const ALL: &str = "permit (principal, action, resource);\n";

struct Scene {
    _emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
}

fn scene(policy: &str) -> Scene {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", STATES);
    environment.write("p.cedar", policy);
    Scene { _emulator: emulator, proxy, environment }
}

/// Runs the states with the module named, and the policies of `p.cedar`.
fn run(scene: &Scene, more: &[&str]) -> Finished {
    let vpc = module("ec2_vpc").display().to_string();
    let line: Vec<&str> = [&[vpc.as_str(), "states.sls", "--policy", "p.cedar"], more].concat();
    scene.environment.states(&line)
}

fn errors(run: &Finished) -> Vec<Value> {
    run.json()["errors"].as_array().cloned().unwrap_or_default()
}

#[test]
fn a_preview_needs_no_more_than_reads_and_a_run_is_denied() {
    let scene = scene(READ_ONLY);
    run(&scene, &["--test"]).exits(0);
    let refused = run(&scene, &[]);
    let failure = refused.exits(4).state("net")["failure"].clone();
    assert_eq!(failure["code"], "policy.not-permitted", "{refused}");
    let told = "no policy permits `ec2:CreateVpc` to module `ec2_vpc` in the apply phase with profile `default` for \
                the state net (aws.ec2.vpc.present) at states.sls:2:3";
    assert_eq!(refused.comment("net"), told);
    assert_eq!(scene.proxy.writes(), [""; 0]);
}

#[test]
fn a_forbid_without_conditions_refuses_a_module_before_it_is_compiled() {
    let forbid = "@id(\"keep\")\nforbid (principal, action == Action::\"ec2:DeleteVpc\", resource);\n";
    let scene = scene(&format!("{ALL}{forbid}"));
    let refused = run(&scene, &[]);
    refused.exits(4);
    let [error] = &errors(&refused)[..] else { panic!("{refused}") };
    assert_eq!(error["code"], "policy-module");
    let told = "module `ec2_vpc` is refused: it imports `ec2:DeleteVpc`, which policy `keep` (p.cedar:2:1) forbids it";
    assert_eq!(error["message"], told);
    assert_eq!(scene.proxy.requests().len(), 0, "{refused}");
    // Where nothing is written, what could be written is not linked, and refuses nothing.
    run(&scene, &["--test"]).exits(0);
    // With a condition it is asked at each call.
    scene
        .environment
        .write("p.cedar", format!("{ALL}{}", forbid.replace(';', " when { context.phase == \"apply\" };")));
    run(&scene, &[]).exits(0);
    scene.environment.write("states.sls", STATES.replace("present", "absent"));
    let denied = run(&scene, &[]);
    let failure = denied.exits(4).state("net")["failure"].clone();
    assert_eq!(failure["code"], "policy.forbidden", "{denied}");
    assert!(
        denied.comment("net").starts_with("policy `keep` (p.cedar:2:1) forbids `ec2:DeleteVpc`"),
        "{denied}"
    );
    assert!(!scene.proxy.writes().iter().any(|write| write.contains("DeleteVpc")));
}

#[test]
fn states_that_are_certain_to_be_denied_are_told_at_once() {
    let scene = scene("permit (principal == Module::\"ec2_subnet\", action, resource);\n");
    let two = format!("{STATES}{}", STATES.replace("net:", "safe:"));
    scene.environment.write("states.sls", two);
    // The modules that come with the program are not refused, but nothing of the state can be done.
    let refused = scene.environment.states(&["states.sls", "--policy", "p.cedar"]);
    let errors = errors(refused.exits(4));
    let codes: Vec<&Value> = errors.iter().map(|error| &error["code"]).collect();
    assert_eq!(codes, ["policy-plan", "policy-plan"], "{refused}");
    refused.says("states.sls:2:3").says("states.sls:7:3");
    assert_eq!(scene.proxy.requests().len(), 0);
    let preview = scene.environment.states(&["states.sls", "--test", "--policy", "p.cedar"]);
    preview.says("a run would be refused");
}

#[test]
fn the_wrong_account_and_region_are_denied() {
    let own = "permit (principal, action, resource in Account::\"123456789012\");\n";
    let scene = scene(own);
    run(&scene, &[]).exits(0);
    assert_eq!(scene.proxy.count("GetCallerIdentity"), 1, "the account is asked for once");
    for other in
        [own.replace("1234", "4321"), own.replace("Account::\"123456789012\"", "Region::\"mars-north-1\"")]
    {
        let scene = self::scene(&other);
        let denied = run(&scene, &[]);
        denied.exits(4);
        assert!(
            scene.proxy.requests().iter().all(|request| request.action == "GetCallerIdentity"),
            "{denied}"
        );
    }
}

#[test]
fn requests_and_the_metadata_of_a_run_are_seen() {
    let scene = scene(&format!(
        "{READ_ONLY}@id(\"main\")\npermit (principal, action in Action::\"write\", resource)\n\
         when {{ context.run.hasTag(\"branch\") && context.run.getTag(\"branch\") == \"main\" }};\n\
         @id(\"tens\")\nforbid (principal, action == Action::\"ec2:CreateVpc\", resource)\n\
         unless {{ context.input.hasTag(\"CidrBlock\") && context.input.getTag(\"CidrBlock\") like \"10.*\" }};\n"
    ));
    run(&scene, &[]).exits(4);
    run(&scene, &["--policy-context", "branch=feature"]).exits(4);
    assert_eq!(scene.proxy.writes(), [""; 0]);
    run(&scene, &["--policy-context", "branch=main"]).exits(0);
    scene.environment.write("states.sls", STATES.replace("10.90", "172.16").replace("net", "other"));
    let denied = run(&scene, &["--policy-context", "branch=main"]);
    assert!(
        denied.exits(4).comment("other").contains("policy `tens` (p.cedar:6:1) forbids `ec2:CreateVpc`"),
        "{denied}"
    );
}

#[test]
fn a_policy_can_be_required_and_comes_from_the_environment() {
    let mut scene = scene(READ_ONLY);
    let required = scene.environment.states(&["states.sls", "--require-policy"]);
    assert_eq!(errors(required.exits(4))[0]["code"], "policy-required");
    fs::create_dir(scene.environment.work().join("policies")).unwrap();
    scene.environment.write("policies/a.cedar", READ_ONLY);
    scene.environment.write("policies/notes.txt", "no policy");
    scene.environment.set("WASMIDEM_POLICY", "policies");
    scene.environment.states(&["states.sls", "--require-policy"]).exits(4);
    assert_eq!(scene.proxy.writes(), [""; 0]);
    scene.environment.write("config.yaml", "idem:\n  policy: all.cedar\n");
    scene.environment.write("all.cedar", ALL);
    scene.environment.unset("WASMIDEM_POLICY");
    scene.environment.states(&["states.sls", "--require-policy", "--config", "config.yaml"]).exits(0);
}

#[test]
fn every_command_that_calls_aws_asks_the_policy() {
    let scene = scene("forbid (principal, action, resource);\n");
    let environment = &scene.environment;
    environment.write("all.cedar", ALL);
    environment.states(&["states.sls", "--policy", "all.cedar"]).exits(0);
    scene.proxy.forget();
    let denied = [
        &["exec", "aws.sts.caller_identity.get"][..],
        &["describe", "aws.ec2.vpc"],
        &["drift", "--root-dir", "store"],
        &["refresh", "aws.ec2.vpc", "--root-dir", "store"],
        &["preview", "states.sls", "--root-dir", "store"],
    ];
    for line in denied {
        environment.run(&[line, &["--policy", "p.cedar"]].concat()).exits(4);
    }
    assert_eq!(scene.proxy.requests().len(), 0);
}

#[test]
fn mistakes_are_told_before_anything_runs() {
    let scene = scene("permit (principal, action == Action::\"ec2:CreateVcp\", resource);\n");
    let wrong = run(&scene, &[]);
    wrong.exits(3).says("error[policy-action]: there is no action `ec2:CreateVcp`").says("p.cedar:1:30");
    wrong.says("did you mean `ec2:CreateVpc`?");
    let check = scene.environment.run(&["policy", "check", "p.cedar", "--json"]);
    assert_eq!(errors(check.exits(3))[0]["code"], "policy-action");
    scene.environment.run(&["policy", "check", "missing.cedar"]).exits(2).says("policy-file");
    scene.environment.write("p.cedar", READ_ONLY);
    scene.environment.run(&["policy", "check", "p.cedar"]).exits(0).prints("1 policy in 1 file: valid");
    scene.environment.run(&["exec", "test.ping", "--policy-context", "x"]).exits(2).says("KEY=VALUE");
}

fn called(environment: &TestEnvironment, events: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(environment.work().join(events)).expect("the file is there");
    let events = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("an event"));
    let calls = events.filter(|event| event["event"] == "call-started");
    calls.filter_map(|event| Some(event["operation"].as_str()?.to_owned())).collect()
}

#[test]
fn the_exact_policy_of_a_run_lets_it_run_and_no_line_can_go() {
    let recorded = scene(ALL);
    run(&recorded, &["--events", "run.jsonl"]).exits(0);
    let derived =
        recorded.environment.run(&["policy", "derive", "--events", "run.jsonl"]).exits(0).stdout.clone();
    let lines: Vec<&str> = derived.lines().collect();
    assert_eq!(lines.len(), called(&recorded.environment, "run.jsonl").len(), "{derived}");
    assert!(lines.len() >= 2, "{derived}");
    run(&scene(&derived), &[]).exits(0);
    for removed in 0..lines.len() {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != removed).map(|(_, line)| *line).collect();
        let failed = run(&scene(&format!("{}\n", kept.join("\n"))), &[]);
        assert_eq!(failed.code, Some(4), "without `{}`: {failed}", lines[removed]);
    }
    let iam = recorded.environment.run(&["policy", "derive", "--events", "run.jsonl", "--format", "iam"]);
    let iam = iam.exits(0).json();
    let actions: BTreeSet<String> = iam["Statement"][0]["Action"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|action| Some(action.as_str()?.to_owned()))
        .collect();
    assert_eq!(actions, called(&recorded.environment, "run.jsonl"));
    assert_eq!(iam["Version"], "2012-10-17");
    // What a module imports is enough for anything it does.
    let vpc = module("ec2_vpc").display().to_string();
    let least = recorded.environment.run(&["policy", "derive", &vpc]).exits(0).stdout.clone();
    assert!(
        least.contains("action == Action::\"ec2:DeleteVpc\"") && !least.contains("ec2_subnet"),
        "{least}"
    );
    run(&scene(&least), &[]).exits(0);
}

#[test]
fn the_policy_of_state_files_is_enough_for_their_first_run() {
    let planned = scene("");
    let derived = planned.environment.run(&["policy", "derive", "states.sls", "--acct-profile", "default"]);
    let derived = derived.exits(0).stdout.clone();
    assert!(derived.contains("action == Action::\"ec2:CreateVpc\", resource in Profile::\"default\");"));
    assert!(derived.lines().all(|line| line.contains("Module::\"ec2_vpc\"")), "{derived}");
    run(&scene(&derived), &[]).exits(0);
    planned.environment.write("more.sls", "more:\n  sls.run:\n    - sls_sources: [states]\n");
    planned
        .environment
        .run(&["policy", "derive", "states.sls", "more.sls"])
        .exits(0)
        .says("what this brings is known only once it runs")
        .says("more.sls:2:3");
    planned.environment.run(&["policy", "derive", "missing.sls"]).exits(3).says("missing.sls");
}

#[test]
fn a_policy_protects_one_resource() {
    let made = scene(ALL);
    let id = run(&made, &[]).exits(0).state("net")["new_state"]["resource_id"].clone();
    let id = id.as_str().unwrap();
    let kept = format!(
        "{ALL}@id(\"kept\")\nforbid (principal, action in Action::\"write\", resource == Resource::\"{id}\");\n"
    );
    made.environment.write("p.cedar", &kept);
    made.environment.write("states.sls", "net:\n  aws.ec2.vpc.absent: []\n");
    run(&made, &[]).exits(4).prints(&format!(
        "policy `kept` (p.cedar:2:1) forbids `ec2:DeleteVpc` on `{id}` to module `ec2_vpc`"
    ));
}

#[test]
fn decisions_are_explained() {
    let scene = scene(&format!(
        "{READ_ONLY}@id(\"main\")\npermit (principal, action, resource) when {{ context.region == \"eu-west-1\" }};\n"
    ));
    let explain = |more: &[&str]| {
        let line = ["policy", "explain", "--policy", "p.cedar", "--module", "ec2_vpc", "--action"];
        scene.environment.run(&[&line, more].concat())
    };
    explain(&["ec2:DescribeVpcs"])
        .exits(0)
        .prints("allowed: ")
        .prints("policy `read-only` (p.cedar:1:1) permits it");
    let denied = explain(&["ec2:CreateVpc", "--region", "us-east-1"]);
    denied.exits(4).prints("denied: no policy permits `ec2:CreateVpc`");
    denied.prints("policy `main` (p.cedar:3:1) would permit it, but its conditions do not hold");
    let json = explain(&["ec2:CreateVpc", "--region", "eu-west-1", "--json"]).exits(0).json();
    assert_eq!(json["allowed"], true);
    assert_eq!(json["holding"][0]["id"], "main");
    explain(&["ec2:CreateVpc", "--phase", "plan"]).exits(4).prints("in the plan phase");
    explain(&["ec2:CreateSubnet"]).exits(4).prints("which it does not import");
    explain(&["ec2:CreateVcp"]).exits(2).says("did you mean `ec2:CreateVpc`?");
}

#[test]
fn decisions_are_tested() {
    let scene = scene(&format!(
        "{READ_ONLY}@id(\"no\")\nforbid (principal, action, resource) when {{ context.region == \"x\" }};\n"
    ));
    let expected = "\
- {expect: allow, module: ec2_vpc, action: 'ec2:DescribeVpcs'}
- {expect: deny, module: ec2_vpc, action: 'ec2:CreateVpc'}
- {expect: deny, by: no, module: ec2_vpc, action: 'ec2:DescribeVpcs', region: x}
";
    scene.environment.write("good.yaml", expected);
    let line = ["policy", "test", "--policy", "p.cedar"];
    scene
        .environment
        .run(&[&line[..], &["good.yaml"]].concat())
        .exits(0)
        .prints("3 of 3 decisions are as expected");
    scene.environment.write("bad.yaml", expected.replace("deny, module", "allow, module"));
    let bad = scene.environment.run(&[&line[..], &["bad.yaml"]].concat());
    bad.exits(1).prints("2 of 3").says("bad.yaml:2:").says("error[policy-unexpected]");
    scene.environment.write("wrong.yaml", "- {expect: maybe}\n");
    scene.environment.run(&[&line[..], &["wrong.yaml"]].concat()).exits(3).says("policy-test");
    let schema = scene.environment.run(&["policy", "schema"]);
    schema.exits(0).prints("action \"ec2:CreateVpc\" in [\"write\", \"ec2\"]");
}

/// The blocks of a language in `docs/policy.md`.
fn documented(language: &str) -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/policy.md");
    let text = fs::read_to_string(file).expect("the page is there");
    let opening = format!("```{language}\n");
    let blocks = text.split(&opening).skip(1);
    blocks.filter_map(|block| Some(block.split_once("```")?.0.to_owned())).collect()
}

#[test]
fn the_examples_of_the_page_hold() {
    let scene = scene("");
    let (policies, tests) = (documented("cedar"), documented("yaml"));
    assert_eq!((policies.len(), tests.len()), (3, 1));
    for policy in &policies {
        scene.environment.write("p.cedar", policy);
        let check = scene.environment.run(&["policy", "check", "p.cedar"]);
        assert!(check.exits(0).stderr.is_empty(), "{check}");
    }
    scene.environment.write("p.cedar", &policies[0]);
    scene.environment.write("expected.yaml", &tests[0]);
    let test = scene.environment.run(&["policy", "test", "--policy", "p.cedar", "expected.yaml"]);
    test.exits(0).prints("4 of 4 decisions are as expected");
}
