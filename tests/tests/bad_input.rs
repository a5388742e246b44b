//! Wrong state files, wrong credentials: a clear error, the right exit code, nothing sent.

mod acct;

use std::fs;
use std::time::Duration;

use wasmidem_tests::{Emulator, Finished, Proxy, TestEnvironment};

/// Runs a state file for people and for programs; both must end with the code. Returns the run for
/// people; the errors for programs have been checked to be JSON.
#[track_caller]
fn refused(environment: &TestEnvironment, arguments: &[&str], code: i32) -> Finished {
    let with = |output: &str| -> Finished {
        let all: Vec<&str> = ["run", "--root-dir", "store", "--output", output]
            .into_iter()
            .chain(arguments.iter().copied())
            .collect();
        environment.run(&all)
    };
    let (human, json) = (with("human"), with("json"));
    human.exits(code);
    json.exits(code);
    assert!(human.stdout.is_empty(), "an error on stdout: {human}");
    assert!(human.stderr.starts_with("error"), "{human}");
    let errors = json.json()["errors"].as_array().cloned().unwrap_or_default();
    assert!(!errors.is_empty(), "no errors: {json}");
    for error in errors {
        let message = error["message"].as_str().unwrap_or_default();
        assert!(
            !message.is_empty() && human.stderr.contains(message.lines().next().unwrap_or_default()),
            "{error}\n{human}"
        );
    }
    human
}

#[test]
fn state_files_that_cannot_be_read() {
    let environment = TestEnvironment::new();
    fs::create_dir(environment.work().join("folder")).expect("a folder");
    fs::create_dir(environment.work().join("folder.sls")).expect("a folder");
    environment.write("latin1.sls", b"a:\n  test.nop:\n    - name: caf\xe9\n");
    environment.write("null.sls", b"a:\0\n");
    environment.write("states.sls", "a:\n  test.nop: []\n");
    refused(&environment, &["missing.sls"], 3).says("`missing.sls`");
    refused(&environment, &["stats.sls"], 3).says("`stats.sls`");
    refused(&environment, &["folder"], 3).says("`folder` is a folder with neither modules nor an `init.sls`");
    refused(&environment, &["folder.sls"], 3).says("folder.sls");
    refused(&environment, &["latin1.sls"], 3).says("latin1.sls");
    refused(&environment, &["null.sls"], 3).says("null.sls");
    refused(&environment, &["states.sls", "missing.sls"], 3).says("`missing.sls`");
    refused(&environment, &["states.sls", "--params", "missing.yaml"], 3).says("missing.yaml");
}

#[test]
fn nothing_to_do() {
    let environment = TestEnvironment::new();
    for (name, text) in [
        ("empty.sls", ""),
        ("comment.sls", "# nothing\n"),
        ("rendered.sls", "{% if false %}a: 1{% endif %}\n"),
        ("braces.sls", "{}\n"),
    ] {
        environment.write(name, text);
        let run = environment.run(&["run", name, "--root-dir", "store"]);
        run.exits(0).prints("0 states: nothing to do");
        assert!(environment.states(&[name]).exits(0).states().is_empty());
    }
}

#[test]
fn state_files_that_are_wrong_point_at_the_place() {
    let environment = TestEnvironment::new();
    for (text, place, fragments) in [
        ("a:\n  test.nop: [\n", "bad.sls:", &["sls-yaml", "this is not YAML"][..]),
        ("a:\n\ttest.nop: []\n", "bad.sls:2:", &["sls-yaml"]),
        (
            "a:\n  test.nop:\n    - value: {{ nope }}\n",
            "bad.sls:3:",
            &["sls-undefined-variable", "`nope` is undefined", "- value: {{ nope }}"],
        ),
        ("a:\n  test.nop: []\n{% endfor %}\n", "bad.sls:3", &["sls-jinja-syntax"]),
        ("a:\n  test.nop:\n    - value: {{ 1 | sparkle }}\n", "bad.sls:3", &["sparkle"]),
        (
            "a:\n  test.nop: []\nb:\n  test.nop: []\na:\n  test.nop: []\n",
            "bad.sls:5:1",
            &["sls-duplicate-key", "`a`"],
        ),
        ("- a\n- b\n", "bad.sls:1", &["list"]),
        ("a: 1\n", "bad.sls:1", &["`a`"]),
        ("7:\n  test.nop: []\n", "bad.sls:1", &["7"]),
        ("just text\n", "bad.sls:1", &[]),
        (
            "a:\n  test.nop:\n    - require:\n      - test: b\nb:\n  test.nop:\n    - require:\n      - test: a\n",
            "bad.sls:",
            &["sls-circular"],
        ),
        ("include:\n  - no.such\n", "bad.sls:2", &["`no.such`"]),
        ("a: &x\n  test.nop: []\nb: *y\n", "bad.sls:3", &["sls-"]),
        ("a:\n  test.nop: !!python/object:os.system []\n", "bad.sls:2", &["sls-tag"]),
    ] {
        environment.write("bad.sls", text);
        let run = refused(&environment, &["bad.sls"], 3);
        run.says(place);
        for fragment in fragments {
            run.says(fragment);
        }
    }
}

#[test]
fn all_mistakes_come_at_once() {
    let environment = TestEnvironment::new();
    environment.write("bad.sls", "a: 1\nb:\n  test.nop: []\nc: text\nd:\n  test.nop: 5\n");
    let run = refused(&environment, &["bad.sls"], 3);
    run.says("bad.sls:1").says("bad.sls:4").says("bad.sls:6");
}

#[test]
fn templates_that_never_end_end() {
    let environment = TestEnvironment::new();
    for text in [
        "{% for a in range(100000) %}{% for b in range(100000) %}{{ a }}{% endfor %}{% endfor %}\n",
        "{% set x = 'x' * 1000000000 %}{{ x }}\n",
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n\
         e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n",
    ] {
        environment.write("bad.sls", text);
        let run = refused(&environment, &["bad.sls"], 3);
        assert!(
            run.elapsed < Duration::from_secs(20) && run.peak_kib < 800 << 10,
            "{} MiB: {run}",
            run.peak_kib >> 10
        );
    }
    environment.write(
        "bad.sls",
        format!("a:\n  test.nop:\n    - value: {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
    );
    refused(&environment, &["bad.sls"], 3);
}

#[test]
fn states_and_arguments_that_are_wrong_fail_alone() {
    let emulator = Emulator::lease();
    let proxy = Proxy::start(emulator.address());
    let environment = TestEnvironment::at(proxy.endpoint());
    environment.write(
        "states.sls",
        "\
typo:
  aws.ec2.vcp.present: []
function:
  aws.ec2.vpc.presnt: []
nowhere:
  flying.saucer: []
wrong-type:
  aws.ec2.vpc.present:
    - cidr_block_association_set: 10.0.0.0/16
wrong-inside:
  aws.ec2.vpc.present:
    - cidr_block_association_set:
      - CidrBlock: 10
missing:
  aws.ec2.subnet.present:
    - cidr_block: 10.0.0.0/24
needs:
  test.nop:
    - require:
      - aws.ec2.subnet: missing
dangling:
  aws.ec2.subnet.present:
    - vpc_id: ${aws.ec2.vpc:nobody:resource_id}
    - cidr_block: 10.0.0.0/24
misspelt:
  time.sleep:
    - duration: 0
    - durration: 1
healthy:
  test.nop: []
",
    );
    let run = environment.states(&["states.sls"]);
    run.exits(1).succeeded(&["misspelt", "healthy"]);
    run.failed("typo", &["aws.ec2.vcp"]).failed("function", &["aws.ec2.vpc"]).failed("nowhere", &["flying"]);
    run.failed("wrong-type", &["cidr_block_association_set", "array"]);
    run.failed("wrong-inside", &["CidrBlock"]);
    run.failed("missing", &["vpc_id"]);
    run.failed("dangling", &["nobody"]);
    assert_ne!(run.state("needs")["result"], true);
    assert_eq!(run.state("typo")["failure"]["help"], "did you mean `aws.ec2.vpc.present`?");
    let help = run.state("function")["failure"]["help"].to_string();
    assert!(help.contains("did you mean `") && help.contains("present`"), "{help}");
    run.says("has no argument `durration`").says("did you mean `duration`?").says("states.sls:26");
    assert_eq!(proxy.writes(), [""; 0], "something wrong was sent");
}

const VPC: &str =
    "net:\n  aws.ec2.vpc.present:\n    - cidr_block_association_set:\n      - CidrBlock: 10.30.0.0/16\n";

#[test]
fn credentials_that_are_missing() {
    let emulator = Emulator::lease();
    let mut environment = TestEnvironment::new();
    environment.write("states.sls", VPC);
    environment.write("nop.sls", "a:\n  test.nop: []\n");
    refused(&environment, &["states.sls"], 8).says("there are no AWS credentials").says("AWS_ACCESS_KEY_ID");
    // what needs none is not held up
    environment.states(&["nop.sls"]).exits(0);
    environment.set("AWS_ENDPOINT_URL", emulator.endpoint()).set("AWS_ACCESS_KEY_ID", "test");
    refused(&environment, &["states.sls"], 8);
    environment.set("AWS_SECRET_ACCESS_KEY", "test");
    refused(&environment, &["states.sls"], 8).says("has no region").says("AWS_REGION");
    environment.set("AWS_REGION", "us-west-1").set("AWS_PROFILE", "prod");
    refused(&environment, &["states.sls"], 8).says("`prod`");
    environment.unset("AWS_PROFILE");
    refused(&environment, &["states.sls", "--acct-profile", "prod"], 8).says("there is no profile `prod`");
    environment.states(&["states.sls"]).exits(0);
}

#[test]
fn acct_files_that_are_wrong() {
    let emulator = Emulator::lease();
    let mut environment = TestEnvironment::new();
    environment.write("states.sls", VPC);
    let key = std::iter::repeat_with(acct::key).find(|key| !key.starts_with('-')).expect("there is one");
    let document = acct::profile(&emulator.endpoint(), "test", "test", None);
    let token = acct::encrypted(&key, &document);
    environment.write("acct", &token);
    environment.write("plain", acct::plain(&document));
    environment.write("list", acct::encrypted(&key, &serde_json::json!(["a"])));
    environment.write("other", acct::encrypted(&key, &serde_json::json!({"azure": {"default": {}}})));
    environment.write("cut", &token[..token.len() - 20]);
    environment.write("flipped", token.replacen(&token[40..44], "AAAA", 1));
    environment.write("noise", [0xff_u8, 0xfe, 0, 1].repeat(100));
    environment.write("yaml", "aws:\n  default:\n    a: [\n");
    fs::create_dir(environment.work().join("folder")).expect("a folder");
    environment.set("ACCT_KEY", &key);
    for (file, fragment) in [
        ("missing", "the acct file `missing` does not exist"),
        ("folder", "the acct file `folder` is a directory"),
        ("plain", "is not encrypted, but an ACCT_KEY is given"),
        ("cut", "`cut`"),
        ("flipped", "`flipped` cannot be decrypted with this ACCT_KEY"),
        ("noise", "`noise`"),
        ("list", "`list`"),
        ("other", "`other` has no provider `aws`"),
    ] {
        refused(&environment, &["states.sls", "--acct-file", file], 8).says(fragment);
    }
    environment.set("ACCT_KEY", acct::key());
    refused(&environment, &["states.sls", "--acct-file", "acct"], 8)
        .says("cannot be decrypted with this ACCT_KEY");
    environment.set("ACCT_KEY", "short");
    refused(&environment, &["states.sls", "--acct-file", "acct"], 8).says("32 url-safe base64-encoded bytes");
    environment.unset("ACCT_KEY");
    refused(&environment, &["states.sls", "--acct-file", "acct"], 8)
        .says("is encrypted, but no ACCT_KEY is given");
    refused(&environment, &["states.sls", "--acct-file", "yaml"], 8).says("not valid YAML");
    refused(&environment, &["states.sls", "--acct-file", "plain", "--acct-profile", "defualt"], 8)
        .says("`default` may be meant");
    environment.states(&["states.sls", "--acct-file", "plain"]).exits(0);
    environment.states(&["states.sls", "--acct-file", "acct", "--acct-key", &key]).exits(0).unchanged();
}

/// One key in 64 begins with a dash.
#[test]
fn acct_keys_that_look_like_options() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::new();
    environment.write("states.sls", VPC);
    let key = std::iter::repeat_with(acct::key).find(|key| key.starts_with('-')).expect("there is one");
    let document = acct::profile(&emulator.endpoint(), "test", "test", None);
    environment.write("acct", acct::encrypted(&key, &document));
    environment.states(&["states.sls", "--acct-file", "acct", &format!("--acct-key={key}")]).exits(0);
    environment.states(&["states.sls", "--acct-file", "acct", "--acct-key", &key]).exits(0).unchanged();
}

#[test]
fn command_lines_that_are_wrong() {
    let environment = TestEnvironment::new();
    environment.write("states.sls", "a:\n  test.nop: []\n");
    environment.run(&["run", "test.wasm"]).exits(2).says("no state file is named");
    environment
        .run(&["run", "states.sls", "--output", "interpretive-dance"])
        .exits(2)
        .says("interpretive-dance");
    environment.run(&["run", "states.sls", "--module-timeout", "0"]).exits(2);
    environment.run(&["run", "states.sls", "--module-memory", "100000"]).exits(2);
    environment
        .run(&["run", "states.sls", "--root-dir", "store", "--run-name", "../../up"])
        .exits(2)
        .says("`../../up` cannot be a run name");
    environment.run(&["run", "states.sls", "--root-dir", "states.sls/below"]).exits(70).says("states.sls");
}
