//! Modules are those that were agreed on, or nothing of them is run: the lock, and signatures.

use std::fs;
use std::path::Path;

use wasmidem_tests::{Emulator, Finished, TestEnvironment, module, required};

/// A project with `exec_test.wasm` and `ec2_vpc.wasm`, locked.
fn project() -> TestEnvironment {
    let environment = TestEnvironment::new();
    for name in ["exec_test", "ec2_vpc"] {
        environment.write(&format!("{name}.wasm"), fs::read(module(name)).expect("the module"));
    }
    environment.write("states.sls", "net:\n  aws.ec2.vpc.present: []\n");
    environment.run(&["module", "lock", "exec_test.wasm", "ec2_vpc.wasm"]).exits(0);
    environment
}

/// The same module with another digest: with one byte more, in a section that nobody reads.
fn changed(bytes: &[u8]) -> Vec<u8> {
    [bytes, &[0, 3, 1, b'x', b'!']].concat()
}

fn change(environment: &TestEnvironment, file: &str) {
    let bytes = fs::read(environment.work().join(file)).expect("the module");
    environment.write(file, changed(&bytes));
}

fn read(environment: &TestEnvironment, file: &str) -> String {
    fs::read_to_string(environment.work().join(file)).expect("the file")
}

fn digest(environment: &TestEnvironment, file: &str) -> String {
    let found = environment.run(&["module", "inspect", "--json", file]).exits(0).json();
    found["digest"].as_str().expect("a digest").to_owned()
}

fn echo(environment: &TestEnvironment, more: &[&str]) -> Finished {
    environment.run(&[&["exec", "test.echo", "value=5", "--module", "exec_test.wasm"], more].concat())
}

fn key(environment: &TestEnvironment, name: &str) {
    environment.run(&["module", "keygen", name]).exits(0);
}

fn sign(environment: &TestEnvironment, name: &str, file: &str) {
    environment.run(&["module", "sign", "--key", &format!("{name}.key"), file]).exits(0);
}

#[test]
fn the_lock_has_digests_and_imports_for_review() {
    let environment = project();
    let lock = read(&environment, "wasmidem.lock");
    for line in [
        "version = 1",
        "[module.ec2_vpc]",
        "[module.exec_test]",
        "writes = [\n  \"ec2:AssociateVpcCidrBlock\",",
    ] {
        assert!(lock.contains(line), "{line}: {lock}");
    }
    assert!(lock.contains(&format!("digest = \"{}\"", digest(&environment, "ec2_vpc.wasm"))));
    echo(&environment, &["--locked"]).exits(0).prints("5");
    environment.run(&["module", "inspect", "exec_test.wasm"]).exits(0).prints("lock          locked");
    environment.run(&["module", "verify"]).exits(0).prints("locked, unsigned");
}

#[test]
fn a_changed_byte_is_refused_before_anything_is_compiled() {
    let mut environment = project();
    let code = environment.path("code");
    environment.set("WASMIDEM_CODE_CACHE", &code);
    let expected = digest(&environment, "exec_test.wasm");
    fs::remove_dir_all(&code).expect("compiled code");
    change(&environment, "exec_test.wasm");
    let refused = echo(&environment, &["--locked"]);
    refused.exits(7).says("error[module-lock-differs]").says(&expected).says("wasmidem.lock:");
    refused.says("`wasmidem module lock exec_test.wasm`");
    assert!(!code.exists(), "nothing was compiled");
    let found = digest(&environment, "exec_test.wasm");
    assert_ne!(found, expected);
    refused.says(&found);
    // without `--locked` it is a warning
    echo(&environment, &[]).exits(0).prints("5").says("warning[module-lock-differs]").says(&found);
    environment.run(&["module", "verify", "exec_test.wasm"]).exits(7).says("module-lock-differs");
    environment.run(&["module", "inspect", "exec_test.wasm"]).prints("lock          not as it is locked");
}

#[test]
fn every_command_that_loads_modules_holds_them_to_the_lock() {
    let environment = project();
    change(&environment, "ec2_vpc.wasm");
    let lines: [&[&str]; 13] = [
        &["run", "ec2_vpc.wasm", "states.sls"],
        &["preview", "ec2_vpc.wasm", "states.sls"],
        &["state", "ec2_vpc.wasm", "states.sls"],
        &["validate", "ec2_vpc.wasm", "states.sls"],
        &["graph", "ec2_vpc.wasm", "states.sls"],
        &["describe", "aws.ec2.vpc", "--module", "ec2_vpc.wasm"],
        &["drift", "--module", "ec2_vpc.wasm"],
        &["refresh", "aws.ec2.vpc", "--module", "ec2_vpc.wasm"],
        &["exec", "test.ping", "--module", "ec2_vpc.wasm"],
        &["doc", "--module", "ec2_vpc.wasm"],
        &["module", "inspect", "ec2_vpc.wasm"],
        &["policy", "derive", "ec2_vpc.wasm"],
        &["policy", "explain", "--module", "ec2_vpc.wasm", "--action", "ec2:CreateVpc"],
    ];
    for line in lines {
        environment.run(&[line, &["--locked"]].concat()).exits(7).says("error[module-lock-differs]");
    }
}

#[test]
fn a_lock_that_is_missing_or_broken_says_what_to_do() {
    let mut environment = project();
    fs::remove_file(environment.work().join("wasmidem.lock")).expect("the lock");
    echo(&environment, &[]).exits(0);
    let missing = echo(&environment, &["--locked"]);
    missing
        .exits(7)
        .says("error[module-lock-missing]")
        .says("`wasmidem.lock`")
        .says("`wasmidem module lock`");
    environment.run(&["module", "verify"]).exits(7).says("module-lock-missing");
    environment.run(&["module", "lock", "--check", "exec_test.wasm"]).exits(7).says("module-lock-missing");
    // elsewhere, by option, environment and configuration
    environment.run(&["module", "lock", "exec_test.wasm", "--lock-file", "other.lock"]).exits(0);
    echo(&environment, &["--locked", "--lock-file", "other.lock"]).exits(0);
    environment.set("WASMIDEM_LOCK", "other.lock");
    echo(&environment, &["--locked"]).exits(0);
    environment.unset("WASMIDEM_LOCK");
    environment.write("config.yaml", "idem: {locked: true, lock_file: other.lock}\n");
    echo(&environment, &["--config", "config.yaml"]).exits(0);
    environment.write("config.yaml", "idem: {locked: true}\n");
    echo(&environment, &["--config", "config.yaml"]).exits(7).says("module-lock-missing");
    environment.write("wasmidem.lock", format!("<<<<<<< HEAD\n{}", read(&environment, "other.lock")));
    echo(&environment, &[]).exits(7).says("error[module-lock-invalid]").says("wasmidem.lock:1:");
}

#[test]
fn a_pipeline_sees_that_a_module_wants_more() {
    let environment = project();
    let check = || environment.run(&["module", "lock", "--check"]);
    check().exits(0).prints("is up to date: 2 modules");
    // as if the module had wanted less when it was locked
    let whole = read(&environment, "wasmidem.lock");
    let less = whole.replace("  \"ec2:DeleteVpc\",\n", "");
    environment.write("wasmidem.lock", &less);
    check().exits(7).prints("changed ec2_vpc\n  + writes ec2:DeleteVpc\n").says("error[module-lock-stale]");
    assert_eq!(read(&environment, "wasmidem.lock"), less, "`--check` writes nothing");
    // what is locked was reviewed: a digest beside other imports is none that was
    let misled = environment.run(&["run", "--locked", "ec2_vpc.wasm", "states.sls"]);
    misled.exits(7).says("error[module-lock-differs]").says("+ writes ec2:DeleteVpc");
    environment.run(&["module", "lock", "ec2_vpc.wasm"]).exits(0).prints("+ writes ec2:DeleteVpc");
    assert_eq!(read(&environment, "wasmidem.lock"), whole);
}

#[test]
fn modules_that_come_with_the_program_are_locked_too() {
    let mut environment = TestEnvironment::new();
    environment.run(&["module", "lock"]).exits(0).prints("added ec2_vpc").prints("added sts_identity");
    environment.run(&["module", "lock", "--check"]).exits(0);
    environment.run(&["module", "verify"]).exits(0);
    environment.run(&["exec", "--locked", "test.ping"]).exits(0);
    let modules = environment.path("modules");
    fs::create_dir(&modules).expect("a folder");
    for file in fs::read_dir(required("WASMIDEM_MODULES_DIR")).expect("the modules") {
        let file = file.expect("a module").path();
        let bytes = fs::read(&file).expect("a module");
        let is_test = file.file_stem().is_some_and(|name| name == "exec_test");
        let bytes = if is_test { changed(&bytes) } else { bytes };
        fs::write(modules.join(file.file_name().expect("a name")), bytes).expect("a copy");
    }
    environment.set("WASMIDEM_MODULES_DIR", &modules);
    let refused = environment.run(&["exec", "--locked", "test.ping"]);
    refused.exits(7).says("module `exec_test` is not the one that is locked");
    // a module of the project that was never locked
    environment.write("mine.wasm", fs::read(module("exec_test")).expect("the module"));
    let line = ["exec", "test.ping", "--module", "mine.wasm"];
    environment.run(&line).exits(0);
    let refused = environment.run(&[&line[..], &["--locked"]].concat());
    refused.exits(7).says("error[module-not-locked]").says("`wasmidem module lock mine.wasm`");
    // what is gone leaves the lock
    fs::remove_file(modules.join("ec2_subnet.wasm")).expect("a module");
    environment.run(&["module", "verify"]).exits(7).says("warning[module-lock-unused]").says("`ec2_subnet`");
    environment.run(&["module", "lock"]).exits(0).prints("removed ec2_subnet").prints("added mine");
}

#[test]
fn what_nobody_named_and_is_not_locked_is_left_out() {
    let environment = TestEnvironment::at("http://127.0.0.1:9");
    environment.run(&["module", "lock", "test.wasm"]).exits(0);
    environment.write("states.sls", "a:\n  test.nop: []\n");
    environment.states(&["--locked", "states.sls"]).exits(0);
    environment.write("states.sls", "a:\n  test.nop: []\nnet:\n  aws.ec2.vpc.present: []\n");
    let refused = environment.states(&["--locked", "states.sls"]);
    refused.exits(7).says("error[module-not-locked]").says("ec2_vpc").says("states.sls:4:3");
}

#[test]
fn signatures_are_made_and_known_by_the_operators_name() {
    let environment = project();
    key(&environment, "alice");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(environment.work().join("alice.key")).expect("the key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let line = ["module", "sign", "--key", "alice.key", "--signer", "root", "exec_test.wasm"];
    environment.run(&line).exits(0).prints("signed `exec_test.wasm` (sha256:");
    let inspected = |more: &[&str]| {
        let line = ["module", "inspect", "--json", "exec_test.wasm"];
        environment.run(&[&line[..], more].concat())
    };
    let known = inspected(&["--trusted-key", "platform-team=alice.pub"]);
    assert_eq!(known.exits(0).json()["signer"], "platform-team", "not `root`, as the signature says");
    let unknown = inspected(&[]);
    assert!(unknown.exits(0).json()["signer"].is_null());
    unknown.says("warning[module-signer-unknown]").says("says to be `root`");
    let public = read(&environment, "alice.pub");
    let word = public.split_whitespace().next().expect("a key");
    environment.write("config.yaml", format!("idem:\n  trusted_keys:\n    platform-team: {word}\n"));
    assert_eq!(inspected(&["--config", "config.yaml"]).exits(0).json()["signer"], "platform-team");
    // the lock has the signer, and holds to it
    let trusted = ["--trusted-key", "platform-team=alice.pub"];
    let locked = environment.run(&[&["module", "lock", "exec_test.wasm"], &trusted[..]].concat());
    locked.exits(0).prints("signed by platform-team, no longer by nobody");
    echo(&environment, &[&["--locked"], &trusted[..]].concat()).exits(0);
    echo(&environment, &["--locked"]).exits(7).says("error[module-lock-differs]").says("signed by nobody");
    // a key is never overwritten
    environment.run(&["module", "keygen", "alice"]).exits(2).says("exists already");
    assert_eq!(read(&environment, "alice.pub"), public);
}

#[test]
fn a_wrong_signature_refuses_the_module() {
    let environment = project();
    key(&environment, "alice");
    key(&environment, "mallory");
    let trusted = ["--trusted-key", "alice=alice.pub"];
    let refused = |reason: &str| {
        let refused = echo(&environment, &trusted);
        refused.exits(7).says("error[module-signature]").says("`exec_test.wasm.sig`").says(reason);
        assert!(!refused.stdout.contains('5'), "{refused}");
        environment.run(&[&["module", "verify", "exec_test.wasm"], &trusted[..]].concat()).exits(7);
    };
    sign(&environment, "alice", "exec_test.wasm");
    sign(&environment, "alice", "ec2_vpc.wasm");
    echo(&environment, &trusted).exits(0);
    let (own, others) = (read(&environment, "exec_test.wasm.sig"), read(&environment, "ec2_vpc.wasm.sig"));
    // that of another module
    environment.write("exec_test.wasm.sig", &others);
    refused("it is of another file");
    // the same, relabelled
    let digest =
        |text: &str| text.lines().find(|line| line.starts_with("digest")).expect("a line").to_owned();
    environment.write("exec_test.wasm.sig", others.replace(&digest(&others), &digest(&own)));
    refused("did not make it");
    // of another key, in the name of the trusted one
    sign(&environment, "mallory", "exec_test.wasm");
    let mallory = read(&environment, "exec_test.wasm.sig");
    let id = |text: &str| text.lines().find(|line| line.starts_with("key")).expect("a line").to_owned();
    environment.write("exec_test.wasm.sig", mallory.replace(&id(&mallory), &id(&own)));
    refused("did not make it");
    // of a key that nobody trusts
    environment.write("exec_test.wasm.sig", &mallory);
    echo(&environment, &trusted).exits(0).says("warning[module-signer-unknown]");
    // no signature at all
    environment.write("exec_test.wasm.sig", "trust me\n");
    refused("its first line is not");
    // the right one of a file that changed
    environment.write("exec_test.wasm.sig", &own);
    echo(&environment, &trusted).exits(0);
    change(&environment, "exec_test.wasm");
    refused("it is of another file");
}

const SIGNED_ONLY: &str = "permit (principal, action, resource);\n\
    @id(\"signed-only\")\nforbid (principal, action, resource)\n\
    unless { principal has signer && principal.signer == \"platform-team\" };\n";

#[test]
fn a_policy_refuses_what_is_unsigned_or_signed_by_another() {
    let emulator = Emulator::lease();
    let environment = TestEnvironment::at(emulator.endpoint());
    environment.write("sts_identity.wasm", fs::read(module("sts_identity")).expect("the module"));
    environment.write("p.cedar", SIGNED_ONLY);
    key(&environment, "alice");
    key(&environment, "bob");
    let call = || {
        let line =
            ["exec", "aws.sts.caller_identity.get", "--module", "sts_identity.wasm", "--policy", "p.cedar"];
        let keys = ["--trusted-key", "platform-team=alice.pub", "--trusted-key", "others=bob.pub"];
        environment.run(&[&line[..], &keys].concat())
    };
    call().exits(4).says("policy `signed-only` (p.cedar:2:1) forbids");
    sign(&environment, "bob", "sts_identity.wasm");
    call().exits(4).says("policy `signed-only` (p.cedar:2:1) forbids");
    sign(&environment, "alice", "sts_identity.wasm");
    call().exits(0);
    // the same questions without a run
    let explain = |more: &[&str]| {
        let line =
            ["policy", "explain", "--policy", "p.cedar", "--action", "sts:GetCallerIdentity", "--module"];
        environment.run(&[&line[..], more].concat())
    };
    explain(&["sts_identity"]).exits(4);
    explain(&["sts_identity", "--signer", "platform-team"]).exits(0);
    explain(&["sts_identity.wasm", "--trusted-key", "platform-team=alice.pub"]).exits(0);
    environment.write(
        "expected.yaml",
        "- {expect: allow, module: x, action: 'sts:GetCallerIdentity', signer: platform-team}\n\
         - {expect: deny, by: signed-only, module: x, action: 'sts:GetCallerIdentity', signer: others}\n\
         - {expect: deny, by: signed-only, module: x, action: 'sts:GetCallerIdentity'}\n",
    );
    let test = environment.run(&["policy", "test", "--policy", "p.cedar", "expected.yaml"]);
    test.exits(0).prints("3 of 3 decisions are as expected");
}

#[test]
fn private_keys_are_shown_nowhere() {
    let environment = project();
    key(&environment, "alice");
    let text = read(&environment, "alice.key");
    let word = text.split_whitespace().next().expect("a key").to_owned();
    let secret = word.split_once(':').expect("a key").1.to_owned();
    let silent = |run: &Finished| {
        assert!(!run.stdout.contains(&secret) && !run.stderr.contains(&secret), "the key was shown");
    };
    sign(&environment, "alice", "exec_test.wasm");
    // given where a public key belongs, or damaged
    environment.write("damaged.key", &word[..word.len() - 8]);
    let given = format!("x={word}");
    let mistakes: [&[&str]; 4] = [
        &["exec", "test.ping", "--log-level", "trace", "--trusted-key", &given],
        &["exec", "test.ping", "--log-level", "trace", "--trusted-key", "x=alice.key"],
        &["exec", "test.ping", "--log-level", "trace", "--trusted-key", &word],
        &["module", "sign", "--key", "damaged.key", "exec_test.wasm"],
    ];
    for line in mistakes {
        let run = environment.run(line);
        run.exits(2).says("error[module-key]");
        silent(&run);
        assert!(!run.stderr.contains(&secret[..16]), "part of the key was shown");
    }
    silent(&environment.run(&[
        "module",
        "sign",
        "--log-level",
        "trace",
        "--key",
        "alice.key",
        "exec_test.wasm",
    ]));
    environment.run(&["module", "sign", "--key", "alice.pub", "exec_test.wasm"]).exits(2).says("public key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path: &Path = &environment.work().join("alice.key");
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("permissions");
        let refused = environment.run(&["module", "sign", "--key", "alice.key", "exec_test.wasm"]);
        refused.exits(2).says("others can read it");
    }
    let signature = read(&environment, "exec_test.wasm.sig");
    assert!(!signature.contains(&secret) && !read(&environment, "alice.pub").contains(&secret));
}
