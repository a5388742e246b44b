//! `--audit FILE`: every decision and every call is a line, nothing is sent that is not written, and
//! what is done to the file is found.

mod schema;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use wasmidem_tests::{Emulator, Fault, Finished, Proxy, REGION, Rule, TestEnvironment, test_module};

use schema::Schema;

const STATES: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.95.0.0/16
    - tags: {Name: net, Note: a-value-of-a-request}
me:
  exec.run:
    - path: aws.sts.caller_identity.get
";

const POLICY: &str = "@id(\"all\")\npermit (principal, action, resource);\n";

struct Scene {
    _emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
}

impl Scene {
    fn new() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let environment = TestEnvironment::at(proxy.endpoint());
        environment.write("states.sls", STATES);
        Self { _emulator: emulator, proxy, environment }
    }

    fn log(&self) -> PathBuf {
        self.environment.work().join("audit.jsonl")
    }

    /// Runs a command with the audit log.
    fn audited(&self, arguments: &[&str]) -> Finished {
        self.environment.run(&[arguments, &["--audit", "audit.jsonl"]].concat())
    }

    fn run(&self, arguments: &[&str]) -> Finished {
        self.audited(&[&["run", "--root-dir", "store"], arguments].concat())
    }

    fn verify(&self, arguments: &[&str]) -> Finished {
        self.environment.run(&[&["audit", "verify", "audit.jsonl"], arguments].concat())
    }

    /// All lines, held to the schema.
    fn lines(&self) -> Vec<Value> {
        let schema = Schema::named("audit");
        let text = fs::read_to_string(self.log()).expect("there is a log");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"));
        lines.inspect(|line| schema.accepts(line)).collect()
    }
}

fn of<'a>(lines: &'a [Value], record: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["record"] == record).collect()
}

/// Who, what, where, when, by which rule; then what came of it: for each request that was sent.
#[test]
fn every_call_has_its_lines() {
    let scene = Scene::new();
    scene.proxy.inject(Rule::each("DescribeVpcs", Fault::Throttled).times(1));
    scene.run(&["states.sls"]).exits(0).says("audit: `audit.jsonl` has");
    let lines = scene.lines();
    let (decisions, outcomes) = (of(&lines, "decision"), of(&lines, "outcome"));
    let sent: u64 = outcomes.iter().filter_map(|line| line["attempts"].as_u64()).sum();
    assert_eq!(sent, scene.proxy.requests().len() as u64, "every request is in the log");
    assert_eq!(decisions.len(), outcomes.len());
    assert!(outcomes.iter().any(|line| line["attempts"] == 2), "the throttled one");
    let by_number: BTreeMap<u64, &Value> =
        lines.iter().map(|line| (line["seq"].as_u64().expect("a number"), line)).collect();
    for outcome in &outcomes {
        let decision = by_number[&outcome["of"].as_u64().expect("a number")];
        assert!(decision["seq"].as_u64() < outcome["seq"].as_u64(), "what is allowed is written first");
        for member in ["module", "service", "action", "run"] {
            assert_eq!(decision[member], outcome[member]);
        }
        assert_eq!(outcome["result"], "ok", "{outcome}");
        assert!(outcome["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{outcome}");
    }
    let made = decisions.iter().find(|line| line["action"] == "CreateVpc").expect("it was made");
    let expected = [
        ("stage", "call"),
        ("module", "ec2_vpc"),
        ("state", "aws.ec2.vpc_|-net_|-net_|-present"),
        ("file", "states.sls"),
        ("service", "ec2"),
        ("effect", "write"),
        ("profile", "default"),
        ("region", REGION),
        ("phase", "apply"),
        ("decision", "allowed"),
    ];
    for (member, value) in expected {
        assert_eq!(made[member], value, "{made:#}");
    }
    assert_eq!((&made["line"], &made["rules"][0]), (&2.into(), &"imports".into()));
    let text = fs::read_to_string(scene.log()).expect("there is a log");
    assert!(!text.contains("a-value-of-a-request") && !text.contains("10.95."), "requests are not in it");
}

/// All commands that call AWS continue one chain, however the log is named.
#[test]
fn every_command_continues_the_chain() {
    let mut scene = Scene::new();
    scene.environment.write(
        "calls.sls",
        "#!jinja|yaml\n{% set me = hub.exec.aws.sts.caller_identity.get() %}\nx:\n  test.nop: []\n",
    );
    let mut last = 0;
    let mut grew = |scene: &Scene, run: &Finished| {
        run.exits(0);
        let lines = scene.lines().len();
        assert!(lines > last, "nothing was written by {run}");
        last = lines;
        scene.verify(&["--json"]).exits(0);
    };
    grew(&scene, &scene.run(&["states.sls"]));
    grew(&scene, &scene.run(&["states.sls", "--test"]));
    grew(&scene, &scene.audited(&["preview", "states.sls", "--root-dir", "store"]));
    grew(&scene, &scene.audited(&["state", "states.sls", "--root-dir", "store"]));
    grew(&scene, &scene.audited(&["describe", "aws.ec2.vpc"]));
    grew(&scene, &scene.audited(&["drift", "--root-dir", "store"]));
    grew(&scene, &scene.audited(&["refresh", "aws.ec2.vpc", "--root-dir", "store"]));
    grew(&scene, &scene.audited(&["exec", "aws.sts.caller_identity.get"]));
    grew(&scene, &scene.audited(&["validate", "calls.sls"]));
    grew(&scene, &scene.audited(&["graph", "calls.sls"]));
    let config = scene.environment.write("config.yaml", "idem:\n  audit: audit.jsonl\n");
    let by_config = ["exec", "aws.sts.caller_identity.get", "--config", &config.display().to_string()];
    grew(&scene, &scene.environment.run(&by_config));
    scene.environment.set("WASMIDEM_AUDIT", "audit.jsonl");
    grew(&scene, &scene.environment.run(&["exec", "aws.sts.caller_identity.get"]));
    let lines = scene.lines();
    let phases: Vec<&str> = lines.iter().filter_map(|line| line["phase"].as_str()).collect();
    assert!(["plan", "apply", "drift", "describe"].iter().all(|phase| phases.contains(phase)), "{phases:?}");
}

/// Denials are lines too: at the call, before the run, when a module is loaded, and those that never
/// reach the gate, since the write is not linked.
#[test]
fn every_denial_has_a_line() {
    let scene = Scene::new();
    let denied = |scene: &Scene| -> Vec<Value> {
        scene.lines().into_iter().filter(|line| line["decision"] == "denied").collect()
    };
    let forget = || fs::remove_file(scene.log()).expect("there is a log");
    let only = |scene: &Scene, member: &str| {
        let lines = denied(scene);
        assert_eq!(lines.len(), 1, "{lines:#?}");
        lines[0][member].clone()
    };

    let conditional = format!(
        "{POLICY}@id(\"no-vpc\")\nforbid (principal, action == Action::\"ec2:CreateVpc\", resource)\nwhen {{ context.phase == \"apply\" }};\n"
    );
    scene.environment.write("call.cedar", conditional);
    scene.run(&["states.sls", "--policy", "call.cedar"]).exits(4);
    assert_eq!(only(&scene, "code"), "policy.forbidden");
    assert_eq!(only(&scene, "rules")[0], "policy `no-vpc` (call.cedar:3:1)");
    assert_eq!((only(&scene, "stage"), only(&scene, "line")), ("call".into(), 2.into()));
    let lines = scene.lines();
    let allowed = lines.iter().find(|line| line["decision"] == "allowed").expect("reads are allowed");
    assert_eq!(allowed["rules"][0], "policy `all` (call.cedar:1:1)");
    forget();

    scene
        .environment
        .write("plan.cedar", "permit (principal == Module::\"sts_identity\", action, resource);\n");
    scene.proxy.forget();
    scene.run(&["states.sls", "--policy", "plan.cedar"]).exits(4);
    assert_eq!((only(&scene, "stage"), only(&scene, "file")), ("plan".into(), "states.sls".into()));
    assert_eq!(only(&scene, "code"), "policy.not-permitted");
    assert_eq!(scene.proxy.requests().len(), 0);
    forget();

    let module = wasmidem_tests::module("ec2_vpc").display().to_string();
    scene.environment.write(
        "load.cedar",
        format!(
            "{POLICY}@id(\"never\")\nforbid (principal, action == Action::\"ec2:DeleteVpc\", resource);\n"
        ),
    );
    scene.run(&[&module, "states.sls", "--policy", "load.cedar"]).exits(4);
    assert_eq!((only(&scene, "stage"), only(&scene, "action")), ("load".into(), "DeleteVpc".into()));
    assert_eq!(only(&scene, "rules")[0], "policy `never` (load.cedar:3:1)");
    assert!(only(&scene, "digest").as_str().is_some_and(|digest| digest.starts_with("sha256:")));
    forget();

    scene.environment.write("bad.wasm", "no wasm at all");
    scene.run(&["bad.wasm", "states.sls"]);
    assert_eq!((only(&scene, "stage"), only(&scene, "code")), ("load".into(), "module-not-wasm".into()));
    forget();

    let writer = test_module("hostile").display().to_string();
    let hostile = "w:\n  hostile.delete_in_test:\n    - vpc_id: vpc-12345678\n";
    scene.environment.write("hostile.sls", hostile);
    scene.proxy.forget();
    scene.run(&[&writer, "hostile.sls", "--test"]);
    assert_eq!((only(&scene, "stage"), only(&scene, "code")), ("call".into(), "policy.phase".into()));
    assert_eq!((only(&scene, "action"), only(&scene, "phase")), ("DeleteVpc".into(), "plan".into()));
    assert_eq!(scene.proxy.writes(), [""; 0]);
}

/// What cannot be written is not sent.
#[test]
fn nothing_is_sent_that_cannot_be_written() {
    if !std::path::Path::new("/dev/full").exists() {
        println!("skipped: there is no /dev/full here");
        return;
    }
    let scene = Scene::new();
    let run = scene.environment.states(&["states.sls", "--audit", "/dev/full"]);
    run.exits(70).prints("so nothing is sent").says("audit-lost");
    run.failed("net", &["`/dev/full` cannot be written"]).failed("me", &["`/dev/full` cannot be written"]);
    assert_eq!(scene.proxy.requests().len(), 0);
    let run = scene.environment.run(&["exec", "aws.sts.caller_identity.get", "--audit", "/dev/full"]);
    run.exits(70).says("nothing is sent");
    assert_eq!(scene.proxy.requests().len(), 0);
    for nowhere in ["no/such/folder/a.jsonl", "."] {
        let run = scene.environment.run(&["run", "states.sls", "--root-dir", "store", "--audit", nowhere]);
        run.exits(2).says("audit-file").says("nothing was run");
    }
    assert_eq!(scene.proxy.requests().len(), 0);
}

/// A log that was changed is found by `verify`, and no run touches it.
#[test]
fn a_changed_log_is_refused() {
    let scene = Scene::new();
    scene.run(&["states.sls"]).exits(0);
    let good = fs::read_to_string(scene.log()).expect("there is a log");
    let verified = scene.verify(&["--json"]);
    let summary = verified.exits(0).json();
    assert_eq!(summary["lines"], good.lines().count());
    let head = summary["head"].as_str().expect("a hash").to_owned();
    scene.proxy.forget();

    let lines: Vec<&str> = good.split_inclusive('\n').collect();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().concat();
    let edited = good.replacen("\"write\"", "\"read\"", 1);
    for changed in [without(2), without(0), edited, format!("{good}{}", lines[0])] {
        fs::write(scene.log(), &changed).expect("it can be written");
        scene.verify(&[]).exits(1).says("audit-broken").says("audit.jsonl:");
        scene.run(&["states.sls"]).exits(70).says("audit-broken").says("nothing was run");
        assert_eq!(fs::read_to_string(scene.log()).expect("it is there"), changed, "it is not touched");
    }
    assert_eq!(scene.proxy.requests().len(), 0);

    // the end cut off: only what was kept elsewhere tells
    fs::write(scene.log(), without(lines.len() - 1)).expect("it can be written");
    scene.verify(&[]).exits(0);
    scene.verify(&["--head", &head]).exits(1).says("audit-head");
    scene.verify(&["--lines", &lines.len().to_string()]).exits(1).says("audit-head");
    scene.verify(&["--head", "xyz"]).exits(2);
    fs::write(scene.log(), &good).expect("it can be written");
    scene.verify(&["--head", &head, "--lines", &lines.len().to_string()]).exits(0);
    scene.run(&["states.sls"]).exits(0);
    scene.verify(&["--head", &head]).exits(0).says("more follow");
    scene.environment.run(&["audit", "verify", "nosuch.jsonl"]).exits(2).says("audit-file");
}

/// A line that a crash has cut off is no tampering, and does not stop the next run.
#[test]
fn a_cut_line_is_told_and_kept() {
    let scene = Scene::new();
    scene.run(&["states.sls"]).exits(0);
    let good = fs::read(scene.log()).expect("there is a log");
    fs::write(scene.log(), &good[..good.len() - 40]).expect("it can be written");
    scene.verify(&[]).exits(0).says("audit-interrupted");
    scene.run(&["states.sls"]).exits(0);
    let on = fs::read(scene.log()).expect("there is a log");
    assert!(on.starts_with(&good[..good.len() - 40]), "nothing is lost");
    scene.verify(&[]).exits(0).says("audit-interrupted");
    let mut changed = on.clone();
    changed[good.len() - 50] ^= 1;
    fs::write(scene.log(), changed).expect("it can be written");
    scene.verify(&[]).exits(1);
}

/// Killed at any time, the log has the decision of every request that was sent.
#[test]
fn a_kill_loses_no_decision() {
    let scene = Scene::new();
    let late = Fault::LateAnswer(std::time::Duration::from_secs(5));
    scene.proxy.inject(Rule::each("CreateVpc", late).times(1));
    let arguments = ["run", "states.sls", "--root-dir", "store", "--audit", "audit.jsonl"];
    let mut run = scene.environment.start(&arguments);
    run.until("it creates", || scene.proxy.count("CreateVpc") == 1);
    run.kill();
    let lines = scene.lines();
    let create = lines.iter().find(|line| line["action"] == "CreateVpc").expect("it was written before");
    assert!(!lines.iter().any(|line| line["of"] == create["seq"]), "nobody knows what came of it");
    scene.proxy.heal();
    scene.run(&["states.sls"]).exits(0);
    scene.verify(&[]).exits(0);
}

#[test]
fn runs_side_by_side_make_one_chain() {
    let scene = Scene::new();
    let preview = ["preview", "states.sls", "--root-dir", "store", "--audit", "audit.jsonl"];
    let running: Vec<_> = (0..6).map(|_| scene.environment.start(&preview)).collect();
    for run in running {
        run.wait().exits(0);
    }
    scene.verify(&[]).exits(0);
    let lines = scene.lines();
    let mut runs: Vec<&str> = lines.iter().filter_map(|line| line["run"].as_str()).collect();
    runs.sort_unstable();
    runs.dedup();
    assert_eq!(runs.len(), 6);
}
