//! A run that is killed or interrupted, a store that is damaged or in use. Nothing is made twice, nothing
//! is lost, and the next run continues.

mod scene;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use regex::Regex;
use wasmidem_tests::{Fault, Rule, absent_networks, present_networks};

use scene::{Scene, VPC};

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
    let mut run = scene.environment.start_states(&["states.sls", "--runtime", "serial"]);
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
        let mut run = scene.environment.start_states(&["states.sls", "--runtime", "serial"]);
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
    for (runtime, each) in [("serial", 2), ("parallel", HOUSES)] {
        killed_four_times(runtime, each);
    }
}

/// A run makes `each` VPCs at most before it is killed.
fn killed_four_times(runtime: &str, each: usize) {
    let scene = Scene::new(&houses());
    for number in 1..=4 {
        scene.proxy.forget();
        scene.proxy.heal();
        scene
            .proxy
            .inject(Rule::each("CreateVpc", Fault::LateAnswer(Duration::from_secs(2))).after(1).times(1));
        let mut run = scene.environment.start_states(&["states.sls", "--runtime", runtime]);
        run.until("the second creation", || {
            scene.proxy.count("CreateVpc") >= 2 || scene.emulator.vpcs().len() == HOUSES
        });
        thread::sleep(Duration::from_millis(200));
        run.kill();
        let most = (each * number).min(HOUSES);
        assert!(scene.emulator.vpcs().len() <= most, "run {number} ({runtime}) made VPCs twice");
    }
    complete(&scene, "four kills");
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
