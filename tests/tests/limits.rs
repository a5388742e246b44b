//! Limits of modules: by option, configuration file and policy, and which of them counts.

use wasmidem_tests::{Emulator, Finished, TestEnvironment, module, test_module};

const ALL: &str = "permit (principal, action, resource);\n";

/// A module that takes all memory it can get.
struct Scene {
    environment: TestEnvironment,
}

impl Scene {
    fn new() -> Self {
        let environment = TestEnvironment::at("http://127.0.0.1:9");
        environment.write("states.sls", "ill:\n  hostile.memory: []\n");
        Self { environment }
    }

    fn run(&self, more: &[&str]) -> Finished {
        let hostile = test_module("hostile").display().to_string();
        let line = [hostile.as_str(), "states.sls"];
        self.environment.states(&[&line[..], more].concat())
    }

    /// A run that stops the module at this many MiB.
    #[track_caller]
    fn stops_at(&self, mebibytes: u32, more: &[&str]) -> Finished {
        let run = self.run(more);
        let told = format!(
            "module `hostile` used more than {mebibytes} MiB of memory (limit `memory`), for the state ill (hostile.memory)"
        );
        run.exits(1).failed("ill", &[&told]);
        run
    }
}

fn help(run: &Finished) -> String {
    run.state("ill")["failure"]["help"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn options_count_more_than_the_configuration_and_one_module_more_than_all() {
    let scene = Scene::new();
    let config = "idem:\n  limits:\n    memory: 20MiB\n    hostile:\n      memory: 21MiB\n";
    scene.environment.write("config.yaml", config);
    let configured = ["--config", "config.yaml"];
    let with = |more: &[&'static str]| [&configured[..], more].concat();
    scene.stops_at(21, &with(&[]));
    scene.stops_at(22, &with(&["--module-memory", "22"]));
    scene.stops_at(23, &with(&["--module-memory", "22", "--limit", "memory=23MiB"]));
    let all = ["--limit", "hostile:memory=24MiB", "--limit", "memory=23MiB"];
    let run = scene.stops_at(24, &with(&all));
    assert!(help(&run).contains("`--limit hostile:memory=48MiB`"), "{run}");
    // what is set of another module, or of something else, changes nothing
    scene.stops_at(21, &with(&["--limit", "log=1MiB"]));
    let other = scene.run(&with(&["--limit", "hostle:memory=5MiB"]));
    other.says("warning[usage-limit]").says("did you mean `hostile`?");
}

#[test]
fn what_a_policy_says_can_be_lowered_and_not_raised() {
    let scene = Scene::new();
    let policies = format!(
        "{ALL}@id(\"all\") @limits(\"memory=30MiB\")\npermit (principal, action in Action::\"read\", resource);\n\
         @id(\"more\") @limits(\"memory=40MiB, aws-calls=1\")\n\
         permit (principal == Module::\"hostile\", action, resource);\n"
    );
    scene.environment.write("p.cedar", policies);
    let policy = ["--policy", "p.cedar"];
    let with = |more: &[&'static str]| [&policy[..], more].concat();
    // the strictest of all that take the module, whatever their actions
    let run = scene.stops_at(30, &with(&[]));
    let told = "policy `all` (p.cedar:2:1) sets the limit `memory` to 30MiB; only a change of its `@limits` allows more";
    assert_eq!(help(&run), told, "{run}");
    let raised = scene.stops_at(30, &with(&["--limit", "hostile:memory=64MiB"]));
    raised.says("warning[policy-limits]").says("policy `all` (p.cedar:2:1) allows 30MiB").says("p.cedar:2:1");
    let lowered = scene.stops_at(25, &with(&["--limit", "hostile:memory=25MiB"]));
    assert!(help(&lowered).contains("`--limit hostile:memory=50MiB`"), "{lowered}");
    scene.environment.write("config.yaml", "idem: {limits: {memory: 64MiB}}\n");
    scene.stops_at(30, &with(&["--config", "config.yaml"])).says("`idem.limits memory=64MiB` raises nothing");
    // a policy may allow more than the default
    scene.environment.write("p.cedar", format!("@limits(\"memory=300MiB\")\n{ALL}"));
    scene.stops_at(300, &with(&[]));
}

#[test]
fn calls_of_aws_are_limited_by_policy() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    let states =
        "net:\n  aws.ec2.vpc.present:\n    - cidr_block_association_set:\n      - CidrBlock: 10.91.0.0/16\n";
    environment.write("states.sls", states);
    environment.write("p.cedar", format!("@id(\"none\") @limits(\"aws-calls=0\")\n{ALL}"));
    let vpc = module("ec2_vpc").display().to_string();
    let run = environment.states(&[vpc.as_str(), "states.sls", "--policy", "p.cedar"]);
    let told =
        "module `ec2_vpc` called AWS more than 0 times in one call (limit `aws-calls`), for the state net";
    run.exits(1).failed("net", &[told]);
    environment.write("p.cedar", ALL);
    environment.states(&[vpc.as_str(), "states.sls", "--policy", "p.cedar"]).exits(0);
}

#[test]
fn mistakes_are_told_with_their_place() {
    let scene = Scene::new();
    let environment = &scene.environment;
    environment.write("p.cedar", format!("{ALL}@limits(\"memroy=1MiB,\n   aws-calls=5s\")\n{ALL}"));
    let check = environment.run(&["policy", "check", "p.cedar"]);
    check.exits(3).says("error[policy-limits]: there is no limit `memroy`").says("did you mean `memory`?");
    check.says("p.cedar:2:10").says("p.cedar:3:4").says("`5s` is no value of the limit `aws-calls`");
    environment.write("p.cedar", format!("@limits(\"memory=64MiB, aws-calls=200\")\n{ALL}"));
    environment.run(&["policy", "check", "p.cedar"]).exits(0);
    for (limit, told) in [
        ("memroy=1MiB", "did you mean `memory`?"),
        ("memory=1", "`memory` takes a number with the unit"),
        ("memory", "`memory` is no limit with a value"),
        ("m:live-instances=5", "`live-instances` holds for the program"),
    ] {
        scene.run(&["--limit", limit]).exits(2).says("error[usage-limit]").says(told);
    }
    environment.write("config.yaml", "idem: {limits: {memory: lots}}\n");
    scene
        .run(&["--config", "config.yaml"])
        .exits(2)
        .says("idem.limits: `lots` is no value of the limit `memory`");
    environment
        .run(&["explain", "limits"])
        .exits(0)
        .prints("compute-time")
        .prints("256MiB")
        .prints("live-instances");
}
