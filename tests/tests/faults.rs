//! AWS that refuses, hesitates, fails and lies; a network that breaks; a store that is damaged; a run
//! that is killed. Nothing is made twice, nothing is lost, and the next run continues.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpListener;
use std::panic::catch_unwind;
use std::process::Command;
use std::thread;
use std::time::Duration;

use regex::Regex;
use wasmidem_tests::{
    Emulator, Fault, Finished, NETWORK, Proxy, Rule, TestEnvironment, absent_networks, present_networks,
};

const VPC: &str = "\
net:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.30.0.0/16
    - tags: {Name: net}
free:
  time.sleep:
    - duration: 0
";

struct Scene {
    emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
}

impl Scene {
    fn new(states: &str) -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let mut environment = TestEnvironment::at(proxy.endpoint());
        environment.limit(Duration::from_secs(150));
        environment.write("states.sls", states);
        Self { emulator, proxy, environment }
    }

    fn run(&self) -> Finished {
        self.environment.states(&["states.sls"])
    }

    /// After a fault the next runs settle everything, with exactly one VPC.
    #[track_caller]
    fn settles(&self) {
        self.proxy.heal();
        self.run().exits(0);
        assert_eq!(self.emulator.vpcs().len(), 1, "not exactly one VPC");
        self.proxy.forget();
        self.run().exits(0).unchanged();
        assert_eq!(self.proxy.writes(), [""; 0]);
    }
}

#[test]
fn nobody_listens() {
    let closed =
        TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("it is bound").port();
    let mut environment = TestEnvironment::at(format!("http://127.0.0.1:{closed}"));
    environment.limit(Duration::from_secs(100));
    environment.write("states.sls", VPC);
    let run = environment.states(&["states.sls"]);
    run.exits(1).succeeded(&["free"]).failed("net", &["ec2:CreateVpc"]);
    assert!(run.elapsed < Duration::from_secs(60), "{run}");
    // certainly not sent: nothing has to be looked for
    let emulator = Emulator::lease();
    environment.set("AWS_ENDPOINT_URL", emulator.endpoint());
    environment.states(&["states.sls"]).exits(0);
    assert_eq!(emulator.vpcs().len(), 1);
}

#[test]
fn refusals() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("CreateVpc", Fault::Denied));
    let run = scene.run();
    run.exits(1).succeeded(&["free"]);
    run.failed("net", &["ec2:CreateVpc", "You are not authorized to perform this operation"]);
    assert_eq!(run.state("net")["failure"]["code"], "aws.ec2.UnauthorizedOperation");
    assert_eq!(scene.proxy.count("CreateVpc"), 1, "a refusal was tried again");
    scene.settles();
    scene.proxy.inject(Rule::each("*", Fault::Denied));
    scene.run().exits(1).failed("net", &["not authorized"]);
    scene.settles();
    let expired = "<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate the provided access \
                   credentials</Message></Error></Errors><RequestID>1</RequestID></Response>";
    scene.proxy.inject(Rule::each("*", Fault::Answer(401, expired.into())));
    let run = scene.run();
    run.exits(8).failed("net", &["validate the provided access credentials"]);
    assert_eq!(run.state("net")["failure"]["code"], "aws.ec2.AuthFailure");
    scene.settles();
}

#[test]
fn throttling_that_ends() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("CreateVpc", Fault::Throttled).times(2));
    scene.proxy.inject(Rule::each("DescribeVpcs", Fault::Throttled).times(2));
    let run = scene.run();
    run.exits(0).succeeded(&["net"]);
    assert_eq!(scene.proxy.count("CreateVpc"), 3);
    scene.settles();
}

#[test]
fn throttling_without_end() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("CreateVpc", Fault::Throttled));
    let run = scene.run();
    run.exits(1).succeeded(&["free"]).failed("net", &["ec2:CreateVpc", "Request limit exceeded"]);
    assert_eq!(run.state("net")["failure"]["code"], "aws.ec2.RequestLimitExceeded");
    assert!(scene.proxy.count("CreateVpc") <= 20 && run.elapsed < Duration::from_secs(90), "{run}");
    scene.settles();
}

#[test]
fn errors_of_the_server() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("DescribeVpcs", Fault::ServerError).times(2));
    scene.proxy.inject(Rule::each("DescribeVpcAttribute", Fault::ServerError).times(1));
    scene.run().exits(0).succeeded(&["net"]);
    scene.settles();
    scene.proxy.inject(Rule::each("DescribeVpcs", Fault::ServerError));
    let run = scene.run();
    run.exits(1).succeeded(&["free"]).failed("net", &["ec2:DescribeVpcs", "An internal error has occurred"]);
    assert!(run.elapsed < Duration::from_secs(90), "{run}");
    scene.settles();
}

/// Of a creation without an answer nobody knows whether it took place.
#[test]
fn creations_whose_answer_is_lost_happen_once() {
    for fault in [
        Fault::ServerError,
        Fault::LostAnswer,
        Fault::TruncatedAnswer,
        Fault::Reset,
        Fault::Answer(200, "<html>no</html>".into()),
    ] {
        let scene = Scene::new(VPC);
        scene.proxy.inject(Rule::each("CreateVpc", fault.clone()).times(1));
        let run = scene.run();
        assert!(matches!(run.code, Some(0 | 1)), "{fault:?}: {run}");
        run.succeeded(&["free"]);
        assert!(scene.emulator.vpcs().len() <= 1, "{fault:?}: two VPCs: {run}");
        assert!(!run.stderr.contains("panicked"), "{run}");
        scene.settles();
    }
}

/// What `create` leaves to `update` is missing in what the lost call made.
#[test]
fn a_lost_creation_is_found_although_it_is_not_finished() {
    let blocks = "      - CidrBlock: 10.30.0.0/16\n      - CidrBlock: 10.31.0.0/16\n";
    let scene = Scene::new(&VPC.replace("      - CidrBlock: 10.30.0.0/16\n", blocks).replace(
        "    - tags: {Name: net}\n",
        "    - tags: {Name: net}\n    - enable_dns_hostnames: true\n    - enable_dns_support: true\n",
    ));
    scene.proxy.inject(Rule::each("CreateVpc", Fault::LostAnswer).times(1));
    scene.run().succeeded(&["free"]);
    scene.settles();
}

/// Two states that cannot be told apart by what they want: neither may take the other's resource.
#[test]
fn twins_do_not_share_a_lost_creation() {
    let twin = |name: &str| {
        format!(
            "{name}:\n  aws.ec2.vpc.present:\n    - cidr_block_association_set:\n      - CidrBlock: 10.30.0.0/16\n"
        )
    };
    let scene = Scene::new(&(twin("castor") + &twin("pollux")));
    for number in 1..=2 {
        scene.proxy.heal();
        scene.proxy.inject(Rule::each("CreateVpc", Fault::LostAnswer).times(1));
        let run = scene.run();
        assert!(matches!(run.code, Some(0 | 1)), "{run}");
        assert!(scene.emulator.vpcs().len() <= 2, "run {number}: {run}");
    }
    scene.proxy.heal();
    scene.run().exits(0);
    assert_eq!(scene.emulator.vpcs().len(), 2);
    scene.run().exits(0).unchanged();
}

#[test]
fn answers_without_sense() {
    for body in [
        "<html>gateway</html>",
        "",
        "{\"json\": true}",
        "<DescribeVpcsResponse><vpcSet><item><vpcId>",
        "\0\0\0",
    ] {
        let scene = Scene::new(VPC);
        scene.run().exits(0);
        scene.proxy.inject(Rule::each("DescribeVpcs", Fault::Answer(200, body.into())));
        let run = scene.run();
        // an answer that cannot be read is not "there are none": that would make a second VPC
        run.exits(1).succeeded(&["free"]).failed("net", &["ec2:DescribeVpcs"]);
        assert_eq!(scene.proxy.count("CreateVpc"), 1, "{body:?}: {run}");
        scene.settles();
    }
}

#[test]
fn a_slow_answer_is_waited_for() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("CreateVpc", Fault::LateAnswer(Duration::from_secs(3))));
    // waiting is not computing
    scene.environment.states(&["states.sls", "--module-timeout", "1"]).exits(0);
    scene.settles();
}

#[test]
fn a_damaged_store_is_not_touched() {
    let scene = Scene::new(VPC);
    scene.run().exits(0);
    let snapshot = scene.environment.stored("snapshot.json");
    let good = fs::read(&snapshot).expect("there is a snapshot");
    let cut = good[..good.len() / 2].to_vec();
    for damaged in [cut, b"{}".to_vec(), b"\0\0\0\0".to_vec(), b"[1, 2]".to_vec(), Vec::new()] {
        fs::write(&snapshot, &damaged).expect("it can be written");
        scene.proxy.forget();
        for arguments in [&["states.sls"][..], &["states.sls", "--test"]] {
            let run = scene.environment.states(arguments);
            run.exits(70).says("snapshot.json` ").says("nothing was changed");
            assert_eq!(run.json()["errors"][0]["code"], "esm");
        }
        assert_eq!(fs::read(&snapshot).expect("it is there"), damaged, "the damaged file was changed");
        assert_eq!(scene.proxy.requests().len(), 0);
    }
    let mut newer: serde_json::Value = serde_json::from_slice(&good).expect("it is JSON");
    newer["version"] = serde_json::json!([9, 0]);
    fs::write(&snapshot, newer.to_string()).expect("it can be written");
    scene.run().exits(70).says("use the newer wasmidem");
    fs::write(&snapshot, &good).expect("it can be written");
    // the last line of a journal may be cut by a power failure; others may not be damaged
    let journal = scene.environment.stored("journal.jsonl");
    fs::write(&journal, b"{\"half\": ").expect("it can be written");
    scene.run().exits(0).unchanged();
    fs::write(&journal, b"{\"half\": \n{\"other\": 1}\n").expect("it can be written");
    scene.run().exits(70).says("journal.jsonl`").says("line 1");
}

#[test]
fn two_runs_at_once() {
    let scene = Scene::new(VPC);
    scene.proxy.inject(Rule::each("CreateVpc", Fault::LateAnswer(Duration::from_secs(4))).times(1));
    let mut first = scene.environment.start_states(&["states.sls"]);
    first.until("it creates", || scene.proxy.count("CreateVpc") == 1);
    let second = scene.run();
    second.exits(6).says("is in use by").says("--run-name");
    assert_eq!(second.json()["errors"][0]["code"], "esm");
    assert!(second.elapsed < Duration::from_secs(3), "{second}");
    // a preview takes no lock, and another name has its own state
    scene.environment.states(&["states.sls", "--test"]).exits(0);
    scene.environment.write("free.sls", "free:\n  time.sleep:\n    - duration: 0\n");
    scene.environment.states(&["free.sls", "--run-name", "other"]).exits(0);
    first.wait().exits(0);
    assert_eq!(scene.emulator.vpcs().len(), 1);
    scene.settles();
}

#[test]
fn an_interrupt_lets_the_running_state_end() {
    let scene = Scene::new(&houses());
    scene.proxy.inject(Rule::each("CreateVpc", Fault::LateAnswer(Duration::from_secs(2))).after(2).times(1));
    let mut run = scene.environment.start_states(&["states.sls"]);
    run.until("it creates the third", || scene.proxy.count("CreateVpc") == 3);
    let interrupt =
        Command::new("kill").args(["-INT", &run.id().to_string()]).status().expect("there is kill");
    assert!(interrupt.success());
    let run = run.wait();
    run.exits(1).says("stopping: what runs is finished first");
    let done = run.states().values().filter(|state| state["result"] == true).count();
    assert!(done >= 3 && run.states().len() == HOUSES * 3, "{run}");
    assert_eq!(scene.emulator.vpcs().len(), 3);
    complete(&scene, "an interrupt");
}

const HOUSES: usize = 10;

/// 30 states.
fn houses() -> String {
    let house = |number| {
        format!(
            "\
house-{number}:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10.{number}.0.0/16
    - tags: {{Name: house-{number}}}
    - enable_dns_hostnames: true
room-{number}:
  aws.ec2.subnet.present:
    - vpc_id: ${{aws.ec2.vpc:house-{number}:resource_id}}
    - cidr_block: 10.{number}.1.0/24
    - tags: {{Name: room-{number}}}
watch-{number}:
  aws.ec2.security_group.present:
    - vpc_id: ${{aws.ec2.vpc:house-{number}:resource_id}}
    - description: watch {number}
    - tags: {{Name: watch-{number}}}
"
        )
    };
    (1..=HOUSES).map(house).collect()
}

/// The next run completes what is missing, without anything twice or left over.
#[track_caller]
fn complete(scene: &Scene, after: &str) {
    scene.proxy.heal();
    let next = scene.run();
    assert!(next.code == Some(0), "the run after {after}: {next}");
    assert!(next.states().values().all(|state| state["result"] == true), "the run after {after}: {next}");
    let vpcs = scene.emulator.vpcs();
    assert_eq!(vpcs.len(), HOUSES, "VPCs after {after}: {next}");
    let made = |action: &str, pattern: &str| -> Vec<String> {
        let answer = scene.emulator.ec2(action);
        let pattern = Regex::new(pattern).expect("it is a pattern");
        pattern.captures_iter(&answer).map(|found| found[1].to_owned()).collect()
    };
    for (action, pattern) in [
        ("DescribeSubnets", "<cidrBlock>(10\\.[^<]*)<"),
        ("DescribeSecurityGroups", "<groupName>(watch-[^<]*)<"),
    ] {
        let all = made(action, pattern);
        let different: BTreeSet<&String> = all.iter().collect();
        assert_eq!((all.len(), different.len()), (HOUSES, HOUSES), "{action} after {after}: {all:?}");
    }
    scene.proxy.forget();
    scene.run().exits(0).unchanged();
    assert_eq!(scene.proxy.writes(), [""; 0], "the second run after {after} wrote");
}

#[test]
fn killed_in_the_middle() {
    // in flight, with its effect; then before anything, and between two calls
    let points = [
        ("CreateVpc", 1),
        ("CreateVpc", 4),
        ("ModifyVpcAttribute", 2),
        ("CreateSubnet", 1),
        ("CreateSubnet", 7),
        ("CreateSecurityGroup", 5),
        ("DescribeSubnets", 3),
    ];
    for (action, number) in points {
        let scene = Scene::new(&houses());
        scene
            .proxy
            .inject(Rule::each(action, Fault::LateAnswer(Duration::from_secs(2))).after(number - 1).times(1));
        let mut run = scene.environment.start_states(&["states.sls"]);
        run.until(action, || scene.proxy.count(action) >= number);
        // the emulator does what it was asked, although nobody will hear of it
        thread::sleep(Duration::from_millis(200));
        run.kill();
        complete(&scene, &format!("a kill at {action} number {number}"));
    }
}

#[test]
fn killed_at_any_time() {
    for milliseconds in [40, 150, 300, 450] {
        let scene = Scene::new(&houses());
        let run = scene.environment.start_states(&["states.sls", "--runtime", "parallel"]);
        thread::sleep(Duration::from_millis(milliseconds));
        run.kill();
        thread::sleep(Duration::from_millis(200));
        complete(&scene, &format!("a kill after {milliseconds} ms"));
    }
}

#[test]
fn killed_again_and_again() {
    let scene = Scene::new(&houses());
    for number in 1..=4 {
        scene.proxy.forget();
        scene.proxy.heal();
        scene
            .proxy
            .inject(Rule::each("CreateVpc", Fault::LateAnswer(Duration::from_secs(2))).after(1).times(1));
        let mut run = scene.environment.start_states(&["states.sls"]);
        run.until("the second creation", || scene.proxy.count("CreateVpc") >= 2);
        thread::sleep(Duration::from_millis(200));
        run.kill();
        assert!(scene.emulator.vpcs().len() <= 2 * number, "run {number} made VPCs twice");
    }
    complete(&scene, "four kills");
}

/// The calls that make a network, and those that remove it.
const CREATIONS: [&str; 9] = [
    "CreateVpc",
    "CreateSubnet",
    "CreateInternetGateway",
    "AttachInternetGateway",
    "CreateRouteTable",
    "CreateRoute",
    "AssociateRouteTable",
    "CreateSecurityGroup",
    "AuthorizeSecurityGroupIngress",
];
const DELETIONS: [&str; 8] = [
    "RevokeSecurityGroupIngress",
    "DeleteSecurityGroup",
    "DisassociateRouteTable",
    "DeleteRouteTable",
    "DetachInternetGateway",
    "DeleteInternetGateway",
    "DeleteSubnet",
    "DeleteVpc",
];

/// Runs a network once with a fault in one call, then without; removes it the same way. Whatever the
/// first run says, the next completes, and nothing is doubled or left.
fn whatever_happens_to(action: &str, fault: &Fault) {
    let scene = Scene::new(&present_networks(1));
    scene.environment.write("gone.sls", absent_networks(1));
    let gone = || scene.environment.states(&["gone.sls"]);
    let before = scene.emulator.inventory();
    // a network without faults, for comparison
    scene.run().exits(0);
    let whole = scene.emulator.inventory().len();
    gone().exits(0);
    assert_eq!(scene.emulator.inventory(), before);
    let place = format!("{fault:?} at {action}");
    scene.proxy.forget();
    scene.proxy.inject(Rule::each(action, fault.clone()).times(1));
    let first = scene.run();
    assert!(matches!(first.code, Some(0 | 1)), "{place}: {first}");
    if CREATIONS.contains(&action) {
        assert!(
            scene.proxy.requests().iter().any(|request| request.fault.is_some()),
            "{place}: it is not called"
        );
        scene.proxy.heal();
    }
    let next = scene.run();
    assert!(next.code == Some(0), "{place}: the next run: {next}\nfirst: {first}");
    assert_eq!(
        scene.emulator.inventory().len(),
        whole,
        "{place}: doubled or missing: {next}\nfirst: {first}"
    );
    scene.run().exits(0).unchanged();
    let first = gone();
    assert!(matches!(first.code, Some(0 | 1)), "{place}: {first}");
    assert!(
        scene.proxy.requests().iter().any(|request| request.fault.is_some()),
        "{place}: it is not called"
    );
    scene.proxy.heal();
    let next = gone();
    assert!(next.code == Some(0), "{place}: the next run: {next}");
    assert_eq!(scene.emulator.inventory(), before, "{place}: left behind: {first}");
    assert_eq!(next.states().len(), NETWORK.len());
}

/// Tries all before it fails, so that one run tells everything.
fn each<'a>(actions: impl Iterator<Item = &'a &'a str>, fault: &Fault) {
    let failed = actions.filter(|action| catch_unwind(|| whatever_happens_to(action, fault)).is_err());
    let failed: Vec<_> = failed.collect();
    assert!(failed.is_empty(), "{fault:?} was not survived at {failed:?}; see above");
}

#[test]
fn every_creation_may_lose_its_answer() {
    each(CREATIONS.iter(), &Fault::LostAnswer);
}

#[test]
fn every_deletion_may_lose_its_answer() {
    each(DELETIONS.iter(), &Fault::LostAnswer);
}

#[test]
fn every_call_may_fail_without_effect() {
    each(CREATIONS.iter().chain(&DELETIONS), &Fault::ServerError);
}

#[test]
fn killed_while_removing() {
    for action in ["RevokeSecurityGroupIngress", "DeleteInternetGateway", "DeleteVpc"] {
        let scene = Scene::new(&present_networks(2));
        scene.environment.write("gone.sls", absent_networks(2));
        let before = scene.emulator.inventory();
        scene.run().exits(0);
        scene.proxy.inject(Rule::each(action, Fault::LateAnswer(Duration::from_secs(2))).times(1));
        let mut run = scene.environment.start_states(&["gone.sls"]);
        run.until(action, || scene.proxy.count(action) >= 1);
        thread::sleep(Duration::from_millis(200));
        run.kill();
        scene.proxy.heal();
        scene.environment.states(&["gone.sls"]).exits(0);
        assert_eq!(scene.emulator.inventory(), before, "left behind after a kill at {action}");
    }
}
