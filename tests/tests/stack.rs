//! A network of 350 states: made, left alone, previewed and removed.

use std::time::Duration;

use wasmidem_tests::{
    Emulator, Fault, NETWORK, Proxy, Rule, TestEnvironment, absent_networks, present_networks,
};

const COPIES: usize = 50;

#[test]
fn made_left_alone_previewed_and_removed() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let mut environment = TestEnvironment::at(proxy.endpoint());
    environment.limit(Duration::from_secs(120));
    environment.write("states.sls", present_networks(COPIES));
    environment.write("gone.sls", absent_networks(COPIES));
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
    environment.write("states.sls", present_networks(FEW));
    environment.write("gone.sls", absent_networks(FEW));
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
    environment.write("states.sls", present_networks(1));
    proxy.inject(Rule::each("CreateSubnet", Fault::Denied));
    let run = environment.states(&["states.sls"]);
    run.exits(1).succeeded(&["net-1", "net-1-door"]).failed("net-1-rooms", &["not authorized"]);
    assert_eq!((proxy.count("CreateVpc"), proxy.count("CreateSubnet")), (1, 1));
    assert!(proxy.writes().contains(&"CreateSubnet".to_owned()));
    assert!(proxy.requests().iter().all(|request| request.authorization.contains("/us-west-1/")));
    assert!(!emulator.ec2("DescribeSubnets").contains("10.1.4.0/22"));
}
