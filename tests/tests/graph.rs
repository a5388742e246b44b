//! `wasmidem graph`: states and what they need of each other.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use wasmidem_tests::TestEnvironment;

const STATES: &str = "\
net:
  aws.ec2.vpc.present:
    - tags: {Name: net}
rooms:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:net:resource_id}
    - cidr_block: 10.0.0.0/24
    - require:
      - aws.ec2.vpc: net
      - aws.ec2.vpc: before
say \"<b>hi</b>\":
  time.sleep:
    - duration: 0
    - onchanges:
      - aws.ec2.*: x
      - aws.ec2.subnet: r*
several:
  time.sleep:
    - names: [one, two]
    - duration: 0
#!require:net
later:
  time.sleep: [{duration: 0}]
";

const DOT: &str = r##"digraph states {
    rankdir=RL;
    node [shape=box];
    n0 [label="net\naws.ec2.vpc.present"];
    n1 [label="rooms\naws.ec2.subnet.present"];
    n2 [label="say \"<b>hi</b>\"\ntime.sleep"];
    n3 [label="several[one]\ntime.sleep"];
    n4 [label="several[two]\ntime.sleep"];
    n5 [label="before\naws.ec2.vpc", style=dashed];
    n6 [label="block\nstates.sls:PLACE", style=dotted];
    n1 -> n0 [label="require\n${aws.ec2.vpc:net:resource_id}"];
    n1 -> n5 [label="require"];
    n2 -> n1 [label="onchanges"];
    n6 -> n0 [label="#!require"];
}
"##;

fn environment() -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("states.sls", STATES.replace("      - aws.ec2.*: x\n", ""));
    environment
}

/// Without the line of the block, which is the compiler's business.
fn placed(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        match line.split_once("states.sls:") {
            Some((before, after)) => {
                let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
                out.push_str(&format!("{before}states.sls:PLACE{rest}\n"));
            }
            None => out.push_str(&format!("{line}\n")),
        }
    }
    out
}

#[test]
fn draws_for_graphviz() {
    let environment = environment();
    let drawn = environment.run(&["graph", "states.sls"]);
    assert_eq!(placed(&drawn.exits(0).stdout), DOT);
}

#[test]
fn draws_for_mermaid() {
    let environment = environment();
    environment.run(&["graph", "states.sls", "-o", "out.mmd"]).exits(0);
    let text = fs::read_to_string(environment.work().join("out.mmd")).expect("it was written");
    assert!(text.starts_with("flowchart RL\n    n0[\"net<br/>aws.ec2.vpc.present\"]\n"), "{text}");
    assert!(text.contains("n2[\"say #34;#60;b#62;hi#60;/b#62;#34;<br/>time.sleep\"]\n"), "{text}");
    assert!(text.contains("n5[(\"before<br/>aws.ec2.vpc\")]\n"), "{text}");
    assert!(text.contains("n1 -->|\"require<br/>${aws.ec2.vpc:net:resource_id}\"| n0\n"), "{text}");
    let printed = environment.run(&["graph", "states.sls", "--format", "mermaid"]);
    assert_eq!(printed.exits(0).stdout, text);
}

#[test]
fn pictures_need_graphviz() {
    let mut environment = environment();
    environment.set("PATH", environment.path("bin"));
    let missing = environment.run(&["graph", "states.sls", "--format", "svg"]);
    missing.exits(70).says("`dot`").says("apt install graphviz").says("brew install graphviz");
    // What stands for Graphviz: it says how it was called, and what it was given.
    let program = environment.path("bin/dot");
    fs::create_dir(environment.path("bin")).expect("a folder");
    fs::write(&program, "#!/bin/sh\necho \"<svg $1>\"\n/bin/cat\n").expect("a file");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
    environment.run(&["graph", "states.sls", "-o", "out.svg"]).exits(0);
    let text = fs::read_to_string(environment.work().join("out.svg")).expect("it was written");
    assert_eq!(placed(&text), format!("<svg -Tsvg>\n{DOT}"));
    fs::write(&program, "#!/bin/sh\necho 'no luck' >&2\nexit 3\n").expect("a file");
    environment.run(&["graph", "states.sls", "--format", "svg"]).exits(70).says("`dot` failed: no luck");
}

#[test]
fn mistakes_are_told() {
    let environment = environment();
    environment.write("wrong.sls", "a: [\n");
    environment.run(&["graph", "wrong.sls"]).exits(3).says("wrong.sls:");
    environment.run(&["graph", "missing.sls"]).exits(3).says("missing.sls");
    environment.run(&["graph", "states.sls", "-o", "no/such/folder.dot"]).exits(70).says("cannot write");
    environment.run(&["graph"]).exits(2);
}
