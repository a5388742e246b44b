//! The pipeline of `examples/ci`: its commands, run as it would run them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wasmidem_tests::{Emulator, Finished, Proxy, TestEnvironment};

/// A runner of the pipeline. What is on main is checked out as `trusted`, a change to it as `change`.
struct Runner {
    _emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/ci")
}

fn text(file: &str) -> String {
    let path = example().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The commands of a job, in order.
fn commands(job: &str) -> Vec<String> {
    let pipeline: Value = serde_saphyr::from_str(&text("pipeline.yml")).unwrap();
    let steps = pipeline["jobs"][job]["steps"].as_array().cloned().unwrap_or_default();
    steps.iter().filter_map(|step| Some(step["run"].as_str()?.to_owned())).collect()
}

impl Runner {
    fn new() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let environment = TestEnvironment::at(proxy.endpoint());
        for checkout in ["trusted", "change"] {
            for file in ["network.sls", "policy/plan.cedar", "policy/apply.cedar"] {
                environment.write(&format!("{checkout}/{file}"), text(file));
            }
        }
        let lock =
            ["module", "lock", "--lock-file", "trusted/wasmidem.lock", "ec2_vpc.wasm", "ec2_subnet.wasm"];
        environment.run(&lock).exits(0);
        Self { _emulator: emulator, proxy, environment }
    }

    /// Runs the commands of a job until one fails; returns the last.
    fn job(&self, name: &str) -> Finished {
        let commands = commands(name);
        assert_eq!(commands.len(), 2, "the job `{name}`: {commands:?}");
        let first = self.environment.shell(&commands[0]);
        if first.code == Some(0) { self.environment.shell(&commands[1]) } else { first }
    }

    fn report(&self, job: &str) -> Value {
        let path = self.environment.work().join(format!("{job}.json"));
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
    }

    fn change(&self, file: &str, from: &str, to: &str) {
        let (name, path) = (file.trim_start_matches("change/").trim_start_matches("trusted/"), file);
        let before = text(name);
        assert!(before.contains(from), "{name} has no `{from}`");
        self.environment.write(path, before.replace(from, to));
    }
}

#[test]
fn an_honest_change_is_previewed_and_then_applied() {
    let runner = Runner::new();
    runner.change("change/network.sls", "10.40.1.0/24", "10.40.2.0/24");
    runner.job("plan").exits(0);
    assert!(runner.report("plan").to_string().contains("10.40.2.0/24"));
    assert_eq!(runner.proxy.writes(), [""; 0], "a preview writes nothing");
    runner.job("apply").exits(0);
    assert_eq!(runner.proxy.writes(), ["CreateVpc", "CreateSubnet"]);
    // what is as it should be needs no more than what is permitted
    runner.job("apply").exits(0);
    assert_eq!(runner.proxy.writes().len(), 2);
}

#[test]
fn a_change_can_permit_itself_nothing() {
    let runner = Runner::new();
    // its own policy is not asked
    runner.change("change/policy/plan.cedar", "action in Action::\"read\"", "action");
    runner.environment.write("change/policy/apply.cedar", "permit (principal, action, resource);\n");
    runner.job("plan").exits(0);
    assert_eq!(runner.proxy.writes(), [""; 0]);
    // a module that is not locked is not loaded
    runner.environment.write("change/network.sls", "spare:\n  aws.ec2.internet_gateway.present: []\n");
    runner.job("plan").exits(7).says("ec2_internet_gateway");
    assert_eq!(runner.proxy.writes(), [""; 0]);
}

#[test]
fn main_cannot_do_more_than_its_policy_says() {
    let runner = Runner::new();
    runner.change(
        "trusted/network.sls",
        "    - tags: {Name: ci-example}\n",
        "    - enable_dns_hostnames: true\n",
    );
    runner.job("apply").exits(4);
    assert!(runner.report("apply").to_string().contains("no policy permits `ec2:ModifyVpcAttribute`"));
    assert!(!runner.proxy.writes().contains(&"ModifyVpcAttribute".to_owned()));
}

#[test]
fn the_policy_of_main_is_exact() {
    let policy = text("policy/apply.cedar");
    let lines: Vec<&str> = policy.lines().filter(|line| line.starts_with("permit")).collect();
    assert!(lines.len() >= 4, "{policy}");
    for removed in &lines {
        let runner = Runner::new();
        runner.change("trusted/policy/apply.cedar", removed, "");
        runner.job("apply").exits(4);
    }
}
