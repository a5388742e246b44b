//! AWS that refuses, hesitates, fails and lies; a network that breaks. Nothing is made twice, nothing is
//! lost, and the next run continues.

mod scene;

use std::net::TcpListener;
use std::panic::catch_unwind;
use std::time::Duration;

use wasmidem_tests::{Emulator, Fault, NETWORK, Rule, TestEnvironment, absent_networks, present_networks};

use scene::{Scene, VPC};

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
    assert!(scene.proxy.count("CreateVpc") <= 24 && run.elapsed < Duration::from_secs(90), "{run}");
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
