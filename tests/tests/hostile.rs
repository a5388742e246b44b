//! Modules that misbehave, and files that are no modules, beside healthy ones.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use wasmidem_tests::{
    Emulator, Fault, Finished, HEALTHY, HEALTHY_IDS, Proxy, Rule, TestEnvironment, module, test_module,
};

struct Ward {
    emulator: Emulator,
    proxy: Proxy,
    environment: TestEnvironment,
}

impl Ward {
    fn new() -> Self {
        let emulator = Emulator::lease();
        let proxy = Proxy::start(emulator.address());
        let environment = TestEnvironment::at(proxy.endpoint());
        Self { emulator, proxy, environment }
    }

    /// Runs a hostile state between healthy ones.
    fn run(&self, states: &str, options: &[&str]) -> Finished {
        let (first, rest) = HEALTHY.split_once("healthy-nop").expect("it is there");
        self.environment.write("states.sls", format!("{first}{states}healthy-nop{rest}"));
        let modules =
            [test_module("hostile"), module("test"), module("ec2_vpc"), PathBuf::from("states.sls")];
        let mut arguments: Vec<&std::ffi::OsStr> = modules.iter().map(|path| path.as_os_str()).collect();
        arguments.extend(options.iter().map(std::ffi::OsStr::new));
        self.environment.states(&arguments)
    }

    /// Runs one hostile state function; the others must succeed.
    fn function(&self, name: &str, options: &[&str]) -> Finished {
        let run = self.run(&format!("ill:\n  hostile.{name}: []\n"), options);
        run.exits(1).succeeded(&HEALTHY_IDS);
        run
    }
}

#[track_caller]
fn within(run: &Finished, limit: Duration) {
    assert!(run.elapsed < limit, "took {:?}: {run}", run.elapsed);
}

#[track_caller]
fn below(run: &Finished, mebibytes: u64) {
    assert!(run.peak_kib > 0 || cfg!(not(target_os = "linux")), "the memory was not seen: {run}");
    assert!(run.peak_kib < mebibytes << 10, "had {} MiB: {run}", run.peak_kib >> 10);
}

#[test]
fn endless_loop() {
    let run = Ward::new().function("loop", &["--module-timeout", "1"]);
    run.failed("ill", &["module `hostile` computed for more than 1 s in one call"]);
    within(&run, Duration::from_secs(12));
}

#[test]
fn memory_bomb() {
    let run = Ward::new().function("memory", &["--module-memory", "64"]);
    run.failed("ill", &["module `hostile` used more than 64 MiB of memory"]);
    below(&run, 64 + 150);
    within(&run, Duration::from_secs(20));
}

#[test]
fn trap_and_panic_and_recursion() {
    let ward = Ward::new();
    ward.function("trap", &[]).failed("ill", &["module `hostile` crashed", "unreachable"]);
    let panic = ward.function("panic", &[]);
    panic.failed("ill", &["module `hostile` crashed", "the sky is falling"]);
    let recursion = ward.function("recursion", &["--module-timeout", "5"]);
    recursion.failed("ill", &["module `hostile`", "stack"]);
    within(&recursion, Duration::from_secs(15));
}

#[test]
fn output_without_end_or_sense() {
    let ward = Ward::new();
    let big = ward.function("big_string", &["--module-memory", "1024"]);
    big.failed("ill", &["module `hostile` answered `call` with more than 8 MiB"]);
    assert!(big.stdout.len() < 1 << 20, "{} bytes of output", big.stdout.len());
    below(&big, 1024 + 150);
    // with the usual limit of memory it fails as well, in whichever way
    let usual = ward.function("big_string", &[]);
    usual.failed("ill", &["module `hostile`", "more than"]);
    below(&usual, 256 + 150);
    ward.function("bad_json", &[]).failed("ill", &["hostile", "JSON"]);
    ward.function("nested_json", &[]).failed("ill", &["hostile"]);
}

#[test]
fn imports_in_a_loop() {
    let ward = Ward::new();
    let log = ward.function("log_loop", &[]);
    log.failed("ill", &["module `hostile` called functions of the host more than 100000 times"]);
    let flood = ward.function("log_flood", &["--log-level", "error"]);
    flood.failed("ill", &["module `hostile` logged more than 1 MiB"]);
    assert!(flood.stderr.len() < 3 << 20, "{} bytes of log", flood.stderr.len());
    let identity = "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:root</Arn><UserId>1</UserId>\
                    <Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
    ward.proxy.inject(Rule::each("GetCallerIdentity", Fault::Answer(200, identity.into())));
    let calls = ward.function("call_loop", &[]);
    calls.failed("ill", &["module `hostile` called AWS more than 5000 times"]);
    assert_eq!(ward.proxy.count("GetCallerIdentity"), 5000);
    for run in [&log, &flood, &calls] {
        within(run, Duration::from_secs(40));
    }
}

#[test]
fn a_hostile_text_stays_text() {
    let ward = Ward::new();
    let states = "ill:\n  hostile.escape: []\nworse:\n  hostile.escape:\n    - fail: true\n";
    let json = ward.run(states, &["--log-level", "trace"]);
    json.exits(1).succeeded(&HEALTHY_IDS).succeeded(&["ill"]).failed("worse", &["all is well"]);
    ward.environment.write("escape.sls", states);
    let file = test_module("hostile");
    let arguments = [
        "run".as_ref(),
        file.as_os_str(),
        "escape.sls".as_ref(),
        "--esm-plugin=null".as_ref(),
        "--log-level=trace".as_ref(),
    ];
    let human = ward.environment.run(&arguments);
    human.exits(1);
    let odd =
        |letter: char| (letter.is_control() && letter != '\n') || ('\u{202a}'..='\u{202e}').contains(&letter);
    // a line of the guest's own could pass for one of ours
    let forged = |line: &str| {
        line.trim_start().starts_with("error: all is well") || line.starts_with("1 state: 1 created")
    };
    let outputs = [
        ("stdout for people", &human.stdout),
        ("stderr", &human.stderr),
        ("stdout for programs", &json.stdout),
        ("stderr beside JSON", &json.stderr),
    ];
    let problems: Vec<_> =
        outputs.iter().filter(|(_, text)| text.contains(odd) || text.lines().any(forged)).collect();
    assert!(problems.is_empty(), "hostile text came through in {problems:?}");
    for id in ["ill", "worse"] {
        let comment = json.comment(id);
        assert!(
            comment.contains("red") && !comment.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\r']),
            "{comment:?}"
        );
    }
}

/// A module cannot choose whom to blame, and so not the exit code.
#[test]
fn blame_stays_with_the_module() {
    let ward = Ward::new();
    let run = ward.function("blame", &[]);
    run.failed("ill", &["there are no AWS credentials"]);
    assert_eq!(run.state("ill")["failure"]["blame"], "module");
}

#[test]
fn writes_in_a_preview_are_refused_and_not_sent() {
    let ward = Ward::new();
    let before = ward.emulator.inventory();
    let run = ward.run(
        "ill:\n  hostile.writer.present:\n    - cidr_block: 10.66.0.0/16\n\
         worse:\n  hostile.writer.present:\n    - resource_id: vpc-12345678\n    - cidr_block: 10.66.0.0/16\n\
         worst:\n  hostile.delete_in_test:\n    - vpc_id: vpc-12345678\n",
        &["--test"],
    );
    run.exits(4).succeeded(&HEALTHY_IDS);
    for (id, operation) in [("ill", "ec2:CreateVpc"), ("worse", "ec2:CreateVpc"), ("worst", "ec2:DeleteVpc")]
    {
        run.failed(id, &[operation]);
        assert_eq!(run.state(id)["failure"]["code"], "policy.phase", "{run}");
    }
    assert_eq!(ward.proxy.writes(), [""; 0]);
    assert_eq!(ward.emulator.inventory(), before);
}

/// What is on disk, and what is said about it.
struct Reject {
    file: &'static str,
    bytes: Vec<u8>,
    says: &'static [&'static str],
}

fn wat(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("it is WebAssembly text")
}

fn importing(name: &str, items: &str) -> Vec<u8> {
    wat(&format!("(component (import \"{name}\" (instance {items})))"))
}

fn rejects() -> Vec<Reject> {
    let reject = |file, bytes, says| Reject { file, bytes, says };
    let vpc = fs::read(module("ec2_vpc")).expect("it can be read");
    let future = replace(&vpc, b"@0.1.0", b"@0.9.0");
    let half = vpc[..vpc.len() / 2].to_vec();
    let wrong_type =
        "(component (instance $none) (export \"wasmidem:module/resources@0.1.0\" (instance $none)))";
    vec![
        reject("half", half, &["module-truncated", "is incomplete: the file ends too early"]),
        reject("nothing", Vec::new(), &["module-truncated", "is incomplete"]),
        reject(
            "core",
            wat("(module)"),
            &["module-core", "is a core WebAssembly module, not a component", "wasmidem module component"],
        ),
        reject(
            "noise",
            (0..=255).cycle().take(5000).collect(),
            &["module-not-wasm", "is not a WebAssembly file"],
        ),
        reject("words", b"(component)".to_vec(), &["module-not-wasm", "WebAssembly text"]),
        reject("head", b"\0asm\x0d\0\x01\0\xff\xff\xff".to_vec(), &["module-"]),
        reject("future", future, &["module-version", "@0.9.0", "knows version 0.1", "update wasmidem"]),
        reject(
            "web",
            importing("wasi:http/outgoing-handler@0.2.6", ""),
            &["module-import", "`wasi:http/outgoing-handler@0.2.6`"],
        ),
        reject(
            "store",
            importing("wasi:keyvalue/store@0.2.0", ""),
            &["module-import", "`wasi:keyvalue/store@0.2.0`"],
        ),
        reject("alien", importing("acme:shop/till@1.0.0", ""), &["module-import", "`acme:shop/till@1.0.0`"]),
        reject(
            "typo",
            importing("wasmidem:ec2/vcp@0.1.0", ""),
            &["module-import", "`wasmidem:ec2/vcp@0.1.0`", "`vpc` may be meant"],
        ),
        reject(
            "operation",
            importing("wasmidem:ec2/vpc@0.1.0", "(export \"buy-vpc\" (func))"),
            &["`buy-vpc` of `wasmidem:ec2/vpc@0.1.0`"],
        ),
        reject(
            "signature",
            wat(
                "(component (import \"wasmidem:ec2/vpc@0.1.0\" (instance (export \"delete-vpc\" (func (param \"vpc-id\" u32)))))\
                 (instance $none) (export \"wasmidem:module/resources@0.1.0\" (instance $none)))",
            ),
            &["module-type"],
        ),
        reject("world", wat("(component)"), &["module-world", "exports nothing", "`state-module`"]),
        reject("types", wat(wrong_type), &["module-type"]),
    ]
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut out = bytes.to_vec();
    for start in 0..out.len().saturating_sub(from.len()) {
        if out[start..].starts_with(from) {
            out[start..start + from.len()].copy_from_slice(to);
        }
    }
    assert_ne!(out, bytes);
    out
}

/// A module cannot take the place of another: which of two a state means is not guessed.
#[test]
fn two_modules_for_one_path_stop_the_run() {
    let ward = Ward::new();
    ward.environment.write("states.sls", HEALTHY);
    let vpc = fs::read(module("ec2_vpc")).expect("the module is there");
    ward.environment.write("aaa.wasm", &vpc);
    ward.environment.write("other/ec2_vpc.wasm", &vpc);
    for (modules, says) in [
        (["aaa.wasm", "ec2_vpc.wasm"], "offers the resource `aws.ec2.vpc`"),
        (["ec2_vpc.wasm", "other"], "are both the module `ec2_vpc`"),
    ] {
        for preview in [&["--test"][..], &[]] {
            let words: Vec<&str> =
                modules.iter().chain(["states.sls"].iter()).chain(preview).copied().collect();
            let run = ward.environment.states(&words);
            run.exits(7).says("module-duplicate").says(says);
            assert!(run.json().get("errors").is_some(), "nothing ran: {run}");
        }
    }
}

#[test]
fn files_that_are_no_modules_are_refused_by_name_and_the_others_run() {
    let ward = Ward::new();
    ward.environment.write("states.sls", HEALTHY);
    for Reject { file, bytes, says } in rejects() {
        let name = format!("{file}.wasm");
        ward.environment.write(&name, bytes);
        let run = ward.environment.states(&[name.as_str(), "test.wasm", "ec2_vpc.wasm", "states.sls"]);
        run.exits(7).succeeded(&HEALTHY_IDS);
        run.says(&format!("module `{file}`"));
        for fragment in says {
            run.says(fragment);
        }
        assert!(!run.stderr.contains("panicked"), "{run}");
        within(&run, Duration::from_secs(15));
        let inspect = ward.environment.run(&["module", "inspect", &name]);
        inspect.exits(7).says(&format!("module `{file}`"));
    }
    assert_eq!(ward.emulator.vpcs().len(), 1);
}

#[test]
fn all_of_them_at_once() {
    let ward = Ward::new();
    ward.environment.write("states.sls", HEALTHY);
    for Reject { file, bytes, .. } in rejects() {
        ward.environment.write(&format!("bad/{file}.wasm"), bytes);
    }
    let run = ward.environment.states(&["bad", "test.wasm", "ec2_vpc.wasm", "states.sls"]);
    run.exits(7).succeeded(&HEALTHY_IDS);
    let errors = run.stderr.lines().filter(|line| line.starts_with("error[module-")).count();
    assert_eq!(errors, rejects().len(), "{run}");
}

#[test]
fn modules_that_are_not_there() {
    let ward = Ward::new();
    ward.environment.write("states.sls", HEALTHY);
    fs::create_dir(ward.environment.work().join("folder.wasm")).expect("a folder");
    let huge = fs::File::create(ward.environment.work().join("huge.wasm")).expect("a file");
    huge.set_len(300 << 20).expect("a file without content takes no space");
    for (file, fragment) in [
        ("huge.wasm", "it has 300 MiB"),
        ("missing.wasm", "there is no module `missing.wasm`"),
        ("ec2_vcp.wasm", "did you mean `ec2_vpc.wasm`"),
        ("no/such.wasm", "there is no module `no/such.wasm`"),
        ("folder.wasm", "it is not a file"),
    ] {
        let run = ward.environment.states(&[file, "test.wasm", "ec2_vpc.wasm", "states.sls"]);
        run.exits(7).says(fragment).succeeded(&HEALTHY_IDS);
    }
}

#[test]
fn a_damaged_code_cache_is_made_again() {
    let ward = Ward::new();
    let mut environment = TestEnvironment::at(ward.proxy.endpoint());
    let cache = environment.path("code");
    environment.set("WASMIDEM_CODE_CACHE", &cache);
    environment.write("states.sls", HEALTHY);
    environment.states(&["states.sls"]).exits(0);
    let mut files = Vec::new();
    collect(&cache, &mut files);
    assert!(!files.is_empty(), "nothing is kept in the code cache");
    for file in &files {
        let mut bytes = fs::read(file).expect("it can be read");
        let middle = bytes.len() / 2;
        bytes[middle..].iter_mut().for_each(|byte| *byte ^= 0xff);
        fs::write(file, bytes).expect("it can be written");
    }
    environment.states(&["states.sls"]).exits(0).unchanged();
    for file in &files {
        fs::write(file, b"").expect("it can be written");
    }
    environment.states(&["states.sls"]).exits(0).unchanged();
    fs::remove_dir_all(&cache).expect("it is ours");
    fs::write(&cache, b"a file where a folder belongs").expect("it can be written");
    environment.states(&["states.sls"]).exits(0).unchanged();
}

fn collect(folder: &std::path::Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() { collect(&entry.path(), files) } else { files.push(entry.path()) }
    }
}
