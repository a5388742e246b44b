//! A network of 350 states: made, left alone, previewed and removed.

use std::time::Duration;

use wasmidem_tests::{Emulator, Fault, Proxy, Rule, TestEnvironment};

const COPIES: usize = 50;

/// One network; `%` is its number.
const NETWORK: [(&str, &str, &str); 7] = [
    (
        "net-%",
        "aws.ec2.vpc",
        "
    - cidr_block_association_set:
      - CidrBlock: 10.%.0.0/16
    - tags: {Name: net-%}
",
    ),
    (
        "net-%-rooms",
        "aws.ec2.subnet",
        "
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - cidr_block: 10.%.4.0/22
    - tags: {Name: net-%-rooms}
",
    ),
    (
        "net-%-door",
        "aws.ec2.internet_gateway",
        "
    - vpc_id:
      - ${aws.ec2.vpc:net-%:resource_id}
    - tags: {Name: net-%-door}
",
    ),
    (
        "net-%-signs",
        "aws.ec2.route_table",
        "
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - routes:
      - DestinationCidrBlock: 0.0.0.0/0
        GatewayId: ${aws.ec2.internet_gateway:net-%-door:resource_id}
    - tags: {Name: net-%-signs}
",
    ),
    (
        "net-%-posted",
        "aws.ec2.route_table_association",
        "
    - route_table_id: ${aws.ec2.route_table:net-%-signs:resource_id}
    - subnet_id: ${aws.ec2.subnet:net-%-rooms:resource_id}
",
    ),
    (
        "net-%-porter",
        "aws.ec2.security_group",
        "
    - description: porter of house %
    - vpc_id: ${aws.ec2.vpc:net-%:resource_id}
    - tags: {Name: net-%-porter}
",
    ),
    (
        "net-%-guests",
        "aws.ec2.security_group_rule",
        "
    - group_id: ${aws.ec2.security_group:net-%-porter:resource_id}
    - is_egress: false
    - ip_protocol: tcp
    - from_port: 443
    - to_port: 443
    - cidr_ipv4: 10.0.0.0/8
    - description: guests
    - tags: {}
",
    ),
];

fn present(copies: usize) -> String {
    let one = |(id, path, arguments): &(&str, &str, &str)| format!("{id}:\n  {path}.present:{arguments}");
    let network: String = NETWORK.iter().map(one).collect();
    (1..=copies).map(|number| network.replace('%', &number.to_string())).collect()
}

/// The same states, in the same order, without a word on what depends on what.
fn absent(copies: usize) -> String {
    let network: String =
        NETWORK.iter().map(|(id, path, _)| format!("{id}:\n  {path}.absent: []\n")).collect();
    (1..=copies).map(|number| network.replace('%', &number.to_string())).collect()
}

#[test]
fn made_left_alone_previewed_and_removed() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let mut environment = TestEnvironment::at(proxy.endpoint());
    environment.limit(Duration::from_secs(120));
    environment.write("states.sls", present(COPIES));
    environment.write("gone.sls", absent(COPIES));
    let before = emulator.inventory();

    let preview = environment.states(&["states.sls", "--test"]);
    assert_eq!(preview.exits(0).states().len(), COPIES * NETWORK.len());
    assert_eq!(proxy.writes(), [""; 0], "a preview sent writes");
    assert_eq!(emulator.inventory(), before);

    let made = environment.states(&["states.sls"]);
    let states = made.exits(0).states();
    assert_eq!(states.len(), COPIES * NETWORK.len());
    let odd: Vec<_> = states
        .iter()
        .filter(|(_, state)| state["result"] != true || state["changes"] == serde_json::json!({}))
        .collect();
    assert!(odd.is_empty(), "{odd:?}");
    assert_eq!(emulator.vpcs().len(), COPIES);

    proxy.forget();
    let again = environment.states(&["states.sls"]);
    again.exits(0).unchanged();
    assert_eq!(again.states().len(), COPIES * NETWORK.len());
    assert_eq!(proxy.writes(), [""; 0], "an unchanged run sent writes");

    let preview = environment.states(&["gone.sls", "--test"]);
    preview.exits(0);
    assert_eq!(proxy.writes(), [""; 0], "a preview sent writes");

    let removed = environment.states(&["gone.sls"]);
    let states = removed.exits(0).states();
    assert!(
        states.values().all(|state| state["result"] == true && state["new_state"].is_null()),
        "{removed}"
    );
    assert_eq!(emulator.inventory(), before, "something was left behind");
}

#[test]
fn in_parallel_with_the_same_end() {
    const FEW: usize = 8;
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", present(FEW));
    environment.write("gone.sls", absent(FEW));
    let before = emulator.inventory();
    let made = environment.states(&["states.sls", "--runtime", "parallel"]);
    assert!(made.exits(0).states().values().all(|state| state["result"] == true), "{made}");
    assert_eq!(emulator.vpcs().len(), FEW);
    proxy.forget();
    environment.states(&["states.sls", "--runtime", "parallel"]).exits(0).unchanged();
    assert_eq!(proxy.writes(), [""; 0]);
    environment.states(&["gone.sls", "--runtime", "parallel"]).exits(0);
    assert_eq!(emulator.inventory(), before, "something was left behind");
}

/// What the other suites trust.
#[test]
fn the_proxy_sees_writes_and_breaks_what_it_is_told() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write("states.sls", present(1));
    proxy.inject(Rule::each("CreateSubnet", Fault::Denied));
    let run = environment.states(&["states.sls"]);
    run.exits(1).succeeded(&["net-1", "net-1-door"]).failed("net-1-rooms", &["not authorized"]);
    assert_eq!((proxy.count("CreateVpc"), proxy.count("CreateSubnet")), (1, 1));
    assert!(proxy.writes().contains(&"CreateSubnet".to_owned()));
    assert!(proxy.requests().iter().all(|request| request.authorization.contains("/us-west-1/")));
    assert!(!emulator.ec2("DescribeSubnets").contains("10.1.4.0/22"));
}
