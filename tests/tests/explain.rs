//! What the program says of itself: codes, completions, manual pages.

use std::fs;

use wasmidem_tests::TestEnvironment;

#[test]
fn codes_are_explained() {
    let environment = TestEnvironment::new();
    environment.write("bad.sls", "a: {exec.run: [{value: {{ nope }}}]}\n");
    let told = environment.run(&["run", "bad.sls"]);
    told.exits(3).says("error[sls-undefined-variable]");
    let explained = environment.run(&["explain", "sls-undefined-variable"]);
    assert!(explained.exits(0).stdout.contains("`params`"), "{explained}");
    assert_eq!(environment.run(&["explain", "[sls-undefined-variable]"]).exits(0).stdout, explained.stdout);
    let of_aws = environment.run(&["explain", "aws.ec2.InvalidVpcID.NotFound"]);
    assert!(of_aws.exits(0).stdout.contains("AWS's own error code"), "{of_aws}");
}

#[test]
fn codes_are_listed_with_a_sentence_each() {
    let environment = TestEnvironment::new();
    let list = environment.run(&["explain"]);
    let list = &list.exits(0).stdout;
    for code in
        ["sls-yaml", "run.requisite", "module.time", "credentials.none", "usage-target", "policy.phase"]
    {
        let line = list.lines().find(|line| line.trim_start().starts_with(&format!("{code} "))).expect(code);
        assert!(line.ends_with('.') && line.split_whitespace().count() > 3, "{line}");
    }
}

#[test]
fn unknown_codes_are_refused() {
    let environment = TestEnvironment::new();
    environment.run(&["explain", "sls-yalm"]).exits(2).says("did you mean `sls-yaml`?");
    environment.run(&["explain", "nosuch"]).exits(2).says("`wasmidem explain` lists all codes");
}

#[test]
fn shells_complete_every_command() {
    let environment = TestEnvironment::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = environment.run(&["completions", shell]);
        assert!(script.exits(0).stdout.contains("WASMIDEM_COMPLETE"), "{script}");
    }
    environment.run(&["completions", "cmd"]).exits(2);
}

/// As the script of a shell asks: the words typed so far, the last of which is to be completed.
#[test]
fn what_is_completed() {
    let mut environment = TestEnvironment::new();
    environment.set("WASMIDEM_COMPLETE", "fish");
    environment.write("states.sls", "");
    environment.write("tree/init.sls", "");
    for (typed, word) in [
        (&["ex"][..], "explain"),
        (&["describe", "--acct"], "--acct-file"),
        (&["exec", "boto3.client.ec2.describe_vpc"], "boto3.client.ec2.describe_vpcs"),
        (&["exec", "boto3.client.dynamo"], "boto3.client.dynamodb."),
        (&["exec", "boto3.resource.ec2.Vpc.sub"], "boto3.resource.ec2.Vpc.subnets"),
        (&["wit", "secrets"], "secretsmanager"),
        (&["run", "sta"], "states.sls"),
        (&["validate", "--tree", "tr"], "tree/"),
    ] {
        let words: Vec<&str> = ["--", "wasmidem"].into_iter().chain(typed.iter().copied()).collect();
        let answer = environment.run(&words);
        let first = |line: &str| line.split('\t').next() == Some(word);
        assert!(answer.exits(0).stdout.lines().any(first), "{typed:?}: {answer}");
    }
}

#[test]
fn manual_pages_are_written() {
    let environment = TestEnvironment::new();
    let main = environment.run(&["man"]);
    assert!(main.exits(0).stdout.contains(".TH wasmidem 1"), "{main}");
    environment.run(&["man", "--out", "deep/man1"]).exits(0);
    for page in ["wasmidem", "wasmidem-run", "wasmidem-module-inspect"] {
        let text = fs::read_to_string(environment.work().join(format!("deep/man1/{page}.1"))).expect(page);
        assert!(text.contains(&format!(".TH {page} 1")), "{page}");
    }
    environment.write("file", "");
    environment.run(&["man", "--out", "file"]).exits(2).says("[usage-man]");
}
