//! WASI with nothing behind it: what a component sees that imports it, and what it can do.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wasmidem_contract::{Event, Failure, LogLevel, Modules, Phase, Service};
use wasmidem_sandbox::{Folder, Limits, Settings, inspect};

use crate::guests::{FunctionsGuest, that_does};
use crate::world::{FakeAws, World, file, step};

/// Answers a number.
const NUMBER: &str = r#"
    (func $number (param $n i64) (result i32)
        (local $at i32)
        (local.set $at (i32.const 43100))
        (loop $digit
            (local.set $at (i32.sub (local.get $at) (i32.const 1)))
            (i32.store8 (local.get $at)
                (i32.add (i32.const 48) (i32.wrap_i64 (i64.rem_u (local.get $n) (i64.const 10)))))
            (local.set $n (i64.div_u (local.get $n) (i64.const 10)))
            (br_if $digit (i64.ne (local.get $n) (i64.const 0))))
        (call $ok (local.get $at) (i32.sub (i32.const 43100) (local.get $at))))"#;

const POLL: &str = r#"(import "wasi:io/poll@0.2.0" (instance $poll
        (export "pollable" (type $pollable (sub resource)))
        (export "[method]pollable.block" (func (param "self" (borrow $pollable))))))
    (alias export $poll "pollable" (type $pollable))"#;

const MONOTONIC: &str = r#"(import "wasi:clocks/monotonic-clock@0.2.0" (instance $monotonic
        (alias outer 1 $pollable (type $pollable0))
        (export "pollable" (type $pollable1 (eq $pollable0)))
        (export "now" (func (result u64)))
        (export "subscribe-duration" (func (param "when" u64) (result (own $pollable1))))))"#;

const STREAMS: &str = r#"(import "wasi:io/error@0.2.0" (instance $error (export "error" (type (sub resource)))))
    (alias export $error "error" (type $error))
    (import "wasi:io/streams@0.2.0" (instance $streams
        (alias outer 1 $error (type $error0))
        (export "error" (type $error1 (eq $error0)))
        (export "output-stream" (type $out (sub resource)))
        (type $failed0 (variant (case "last-operation-failed" (own $error1)) (case "closed")))
        (export "stream-error" (type $failed (eq $failed0)))
        (export "[method]output-stream.blocking-write-and-flush"
            (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $failed)))))))
    (alias export $streams "output-stream" (type $out))"#;

const FILE_ERRORS: &str = r#"(enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota"
    "exist" "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io" "is-directory"
    "loop" "too-many-links" "message-size" "name-too-long" "no-device" "no-entry" "no-lock" "insufficient-memory"
    "insufficient-space" "not-directory" "not-empty" "not-recoverable" "unsupported" "no-tty" "no-such-device"
    "overflow" "not-permitted" "pipe" "read-only" "invalid-seek" "text-file-busy" "cross-device")"#;
const NO_ENTRY: u32 = 20;
const NOT_PERMITTED: u32 = 31;

const SOCKET_ERRORS: &str = r#"(enum "unknown" "access-denied" "not-supported" "invalid-argument" "out-of-memory"
    "timeout" "concurrency-conflict" "not-in-progress" "would-block" "invalid-state" "new-socket-limit"
    "address-not-bindable" "address-in-use" "remote-unreachable" "connection-refused" "connection-reset"
    "connection-aborted" "datagram-too-large" "name-unresolvable" "temporary-resolver-failure"
    "permanent-resolver-failure")"#;

impl FunctionsGuest {
    /// Imports of the component as text, and the core functions `$NAME` that become of them.
    fn with_wasi(mut self, imports: &str, functions: &[(&str, &str, &str, &str)]) -> Self {
        self.imports.push_str(imports);
        for (name, instance, function, signature) in functions {
            self.lowered.push_str(&format!(
                "(core func ${name} (canon lower (func ${instance} \"{function}\") (memory $mem) (realloc $realloc)))"
            ));
            self.given.push_str(&format!("(export \"{name}\" (func ${name}))"));
            self = self.core_import(&format!(r#"(import "host" "{name}" (func ${name} {signature}))"#));
        }
        self.core(NUMBER)
    }
}

fn environment() -> FunctionsGuest {
    let imports = r#"(import "wasi:cli/environment@0.2.0" (instance $environment
        (export "get-environment" (func (result (list (tuple string string)))))
        (export "get-arguments" (func (result (list string))))
        (export "initial-cwd" (func (result (option string))))))"#;
    let full = "(i32.store (i32.const 42004) (i32.const 7)) (i32.store (i32.const 42012) (i32.const 7))
        (i32.store (i32.const 42016) (i32.const 7))";
    let call = format!(
        "{full} (call $variables (i32.const 42000)) (call $arguments (i32.const 42008)) (call $cwd (i32.const 42016))
         (call $number (i64.extend_i32_u (i32.or (i32.load8_u (i32.const 42016))
            (i32.or (i32.load (i32.const 42004)) (i32.load (i32.const 42012))))))"
    );
    that_does(&call).with_wasi(
        imports,
        &[
            ("variables", "environment", "get-environment", "(param i32)"),
            ("arguments", "environment", "get-arguments", "(param i32)"),
            ("cwd", "environment", "initial-cwd", "(param i32)"),
        ],
    )
}

fn day() -> FunctionsGuest {
    let imports = r#"(import "wasi:clocks/wall-clock@0.2.0" (instance $day
        (type $time0 (record (field "seconds" u64) (field "nanoseconds" u32)))
        (export "datetime" (type $time (eq $time0)))
        (export "now" (func (result $time)))))"#;
    that_does("(call $now (i32.const 42000)) (call $number (i64.load (i32.const 42000)))")
        .with_wasi(imports, &[("now", "day", "now", "(param i32)")])
}

/// What is done with the monotonic clock.
fn monotonic(call: &str) -> FunctionsGuest {
    that_does(call).with_wasi(
        &format!("{POLL} {MONOTONIC}"),
        &[
            ("ticks", "monotonic", "now", "(result i64)"),
            ("sleep", "monotonic", "subscribe-duration", "(param i64) (result i32)"),
            ("block", "poll", "[method]pollable.block", "(param i32)"),
        ],
    )
}

fn random(call: &str) -> FunctionsGuest {
    let imports = r#"(import "wasi:random/random@0.2.0" (instance $random
        (export "get-random-bytes" (func (param "len" u64) (result (list u8))))
        (export "get-random-u64" (func (result u64)))))"#;
    that_does(call).with_wasi(
        imports,
        &[
            ("number64", "random", "get-random-u64", "(result i64)"),
            ("some", "random", "get-random-bytes", "(param i64 i32)"),
        ],
    )
}

/// Writes `text` and does what `call` says; `$stream` is the stream.
fn prints(name: &str, call: &str, text: &str) -> FunctionsGuest {
    let imports = format!(
        r#"{STREAMS} (import "wasi:cli/{name}@0.2.0" (instance $standard
            (alias outer 1 $out (type $out0)) (export "output-stream" (type $out1 (eq $out0)))
            (export "get-{name}" (func (result (own $out1))))))"#
    );
    let write = format!(
        "(call $write (local.get $stream) (i32.const 45000) (i32.const {}) (i32.const 42000))",
        text.len()
    );
    let call = call.replace("WRITE", &write);
    that_does(&format!("(local $stream i32) (local.set $stream (call $standard)) {call}"))
        .with_wasi(
            &imports,
            &[
                ("standard", "standard", &format!("get-{name}"), "(result i32)"),
                (
                    "write",
                    "streams",
                    "[method]output-stream.blocking-write-and-flush",
                    "(param i32 i32 i32 i32)",
                ),
            ],
        )
        .core(&format!(r#"(data (i32.const 45000) "{}")"#, crate::guests::escape(text)))
}

/// Opens a path of the first folder (with these flags) and answers what is in it, or the number of
/// the error; `null` without a folder.
fn opens(path: &str, open_flags: u32, flags: u32) -> FunctionsGuest {
    let imports = format!(
        r#"(import "wasi:filesystem/types@0.2.0" (instance $files
            (export "descriptor" (type $descriptor (sub resource)))
            (type $error0 {FILE_ERRORS}) (export "error-code" (type $error1 (eq $error0)))
            (type $path0 (flags "symlink-follow")) (export "path-flags" (type $path (eq $path0)))
            (type $open0 (flags "create" "directory" "exclusive" "truncate"))
            (export "open-flags" (type $open (eq $open0)))
            (type $flags0 (flags "read" "write" "file-integrity-sync" "data-integrity-sync"
                                 "requested-write-sync" "mutate-directory"))
            (export "descriptor-flags" (type $flags (eq $flags0)))
            (export "[method]descriptor.open-at" (func (param "self" (borrow $descriptor))
                (param "path-flags" $path) (param "path" string) (param "open-flags" $open)
                (param "flags" $flags) (result (result (own $descriptor) (error $error1)))))
            (export "[method]descriptor.read" (func (param "self" (borrow $descriptor))
                (param "length" u64) (param "offset" u64)
                (result (result (tuple (list u8) bool) (error $error1)))))))
           (alias export $files "descriptor" (type $descriptor))
           (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
            (alias outer 1 $descriptor (type $descriptor0))
            (export "descriptor" (type $descriptor1 (eq $descriptor0)))
            (export "get-directories" (func (result (list (tuple (own $descriptor1) string)))))))"#
    );
    let call = format!(
        "(call $folders (i32.const 42000))
         (if (i32.eqz (i32.load (i32.const 42004))) (then (return (call $ok (i32.const 41000) (i32.const 4)))))
         (call $open (i32.load (i32.load (i32.const 42000))) (i32.const 1) (i32.const 41004) (i32.const {})
                     (i32.const {open_flags}) (i32.const {flags}) (i32.const 42100))
         (if (i32.load8_u (i32.const 42100))
            (then (return (call $number (i64.extend_i32_u (i32.load8_u (i32.const 42104)))))))
         (call $read (i32.load (i32.const 42104)) (i64.const 1000) (i64.const 0) (i32.const 42200))
         (if (i32.load8_u (i32.const 42200))
            (then (return (call $number (i64.extend_i32_u (i32.load8_u (i32.const 42204)))))))
         (call $ok (i32.load (i32.const 42204)) (i32.load (i32.const 42208)))",
        path.len()
    );
    that_does(&call)
        .with_wasi(
            &imports,
            &[
                ("folders", "preopens", "get-directories", "(param i32)"),
                ("open", "files", "[method]descriptor.open-at", "(param i32 i32 i32 i32 i32 i32 i32)"),
                ("read", "files", "[method]descriptor.read", "(param i32 i64 i64 i32)"),
            ],
        )
        .core(&format!(r#"(data (i32.const 41000) "null{path}")"#))
}

async fn load(guest: &FunctionsGuest, granted: &[Service], settings: Settings) -> World {
    let aws = FakeAws { granted: granted.to_vec(), ..FakeAws::default() };
    let world = World::load(vec![file("guest", guest.bytes())], aws, settings).await;
    assert_eq!(world.errors, []);
    world
}

/// Runs a guest in every phase; all answers are the same.
async fn answer(guest: &FunctionsGuest, granted: &[Service], limits: Limits) -> Result<Value, Failure> {
    let world = load(guest, granted, Settings { limits, ..Settings::default() }).await;
    world.run(Phase::Apply).await
}

async fn plain(guest: &FunctionsGuest, granted: &[Service]) -> Value {
    answer(guest, granted, Limits::default()).await.unwrap()
}

#[test]
fn a_manifest_names_the_wasi_it_imports() {
    let manifest = inspect("x", &monotonic("unreachable").bytes(), &FakeAws::default()).unwrap();
    assert_eq!(manifest.wasi, ["wasi:clocks/monotonic-clock@0.2.0", "wasi:io/poll@0.2.0"]);
    assert!(manifest.services().is_empty() && manifest.granted_services().is_empty());
    assert_eq!(manifest.version.to_string(), "0.1.0");
}

#[tokio::test]
async fn there_is_no_environment() {
    assert_eq!(plain(&environment(), &Service::ALL).await, json!(0));
}

#[tokio::test]
async fn the_clock_stands_where_it_is_not_granted() {
    assert_eq!(plain(&day(), &[]).await, json!(946_684_800));
    let world = load(&day(), &[Service::ClockNow], Settings::default()).await;
    let now = world.run(Phase::Plan).await.unwrap();
    assert!(now.as_u64().unwrap() > 1_700_000_000, "{now}");
    let given = world.events().into_iter().find_map(|event| match event {
        Event::ServiceUsed { service: Service::ClockNow, given, .. } => Some(given),
        _ => None,
    });
    assert_eq!(given.unwrap()["seconds"], now);
    assert_eq!(world.asked(), [("guest".to_owned(), Service::ClockNow, None)]);
}

#[tokio::test]
async fn sleeping_takes_no_time_where_the_clock_is_not_granted() {
    let hour = "(call $block (call $sleep (i64.const 3600000000000))) (call $number (call $ticks))";
    let began = Instant::now();
    assert_eq!(plain(&monotonic(hour), &[]).await, json!(3_600_001_000_000_u64));
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_sleep_is_no_computing_and_ends_with_the_call() {
    let naps = "(call $block (call $sleep (i64.const 500000000))) (call $number (i64.const 1))";
    let limits = Limits { compute_time: Duration::from_millis(200), ..Limits::default() };
    let began = Instant::now();
    assert_eq!(answer(&monotonic(naps), &[Service::ClockNow], limits).await.unwrap(), json!(1));
    assert!(began.elapsed() >= Duration::from_millis(500));
    let hour = "(call $block (call $sleep (i64.const 3600000000000))) (call $number (i64.const 1))";
    let limits = Limits { wall_time: Duration::from_millis(200), ..Limits::default() };
    let began = Instant::now();
    let failure = answer(&monotonic(hour), &[Service::ClockNow], limits).await.unwrap_err();
    assert_eq!(failure.code, "module.wall-time");
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    // and an endless loop after it is still stopped
    let then_loops = "(call $block (call $sleep (i64.const 1000000))) (loop $l (br $l)) unreachable";
    let limits = Limits { compute_time: Duration::from_millis(200), ..Limits::default() };
    let failure = answer(&monotonic(then_loops), &[Service::ClockNow], limits).await.unwrap_err();
    assert_eq!(failure.code, "module.time");
}

#[tokio::test]
async fn randomness_is_a_sequence_where_it_is_not_granted() {
    let number = random("(call $number (call $number64))");
    let first = plain(&number, &[]).await;
    assert_eq!(plain(&number, &[]).await, first);
    let other = random("(drop (call $number64)) (call $number (call $number64))");
    assert_ne!(plain(&other, &[]).await, first);
    let world = load(&number, &[Service::RandomBytes], Settings::default()).await;
    let (one, two) = (world.run(Phase::Plan).await.unwrap(), world.run(Phase::Plan).await.unwrap());
    assert!(one != two && one != first, "{one} {two} {first}");
    let recorded = world.events().into_iter().filter(|event| {
        matches!(event, Event::ServiceUsed { service: Service::RandomBytes, given, .. } if given["bytes"] == 8)
    });
    assert_eq!(recorded.count(), 2);
}

#[tokio::test]
async fn too_much_randomness_is_refused() {
    for granted in [&[][..], &[Service::RandomBytes]] {
        let all = random("(call $some (i64.const -1) (i32.const 42000)) unreachable");
        let failure = answer(&all, granted, Limits::default()).await.unwrap_err();
        assert_eq!(failure.code, "module.transfer", "{failure}");
        assert_eq!(failure.message, "module `guest` asked for more than 8 MiB of randomness at once");
    }
}

#[tokio::test]
async fn what_is_printed_is_logged_by_lines() {
    let text = "one\n\u{1b}[31mtwo\u{1b}[0m \u{202e}\r\n\n\u{1b}]0;title\u{7}three";
    for (name, expected) in [("stdout", LogLevel::Info), ("stderr", LogLevel::Warn)] {
        let guest = prints(name, "WRITE (call $number (i64.const 1))", text);
        let world = load(&guest, &[], Settings::default()).await;
        assert_eq!(world.run(Phase::Plan).await.unwrap(), json!(1));
        let lines: Vec<(String, LogLevel, String)> = world
            .events()
            .into_iter()
            .filter_map(|event| match event {
                Event::Log { module, level, message, .. } => Some((module.name, level, message)),
                _ => None,
            })
            .collect();
        let line = |text: &str| ("guest".to_owned(), expected, text.to_owned());
        assert_eq!(lines, [line("one"), line("two"), line("three")]);
    }
}

#[tokio::test]
async fn too_much_output_is_stopped() {
    let endless = "(loop $l WRITE (br $l)) unreachable";
    let limits = Limits { compute_time: Duration::from_secs(60), ..Limits::default() };
    let failure =
        answer(&prints("stdout", endless, &"x".repeat(4000)), &[], limits.clone()).await.unwrap_err();
    assert_eq!(failure.code, "module.log", "{failure}");
    // short lines are counted as calls
    let few = Limits { host_calls: 1_000, ..limits };
    let failure = answer(&prints("stdout", endless, &"x\n".repeat(900)), &[], few).await.unwrap_err();
    assert_eq!(failure.code, "module.host-calls", "{failure}");
}

#[tokio::test]
async fn handles_and_calls_are_bounded() {
    let limits = Limits { compute_time: Duration::from_secs(60), ..Limits::default() };
    let hoards = monotonic("(loop $l (drop (call $sleep (i64.const 0))) (br $l)) unreachable");
    let failure = answer(&hoards, &[], limits.clone()).await.unwrap_err();
    assert_eq!(failure.code, "module.trap", "{failure}");
    let calls = monotonic("(loop $l (drop (call $ticks)) (br $l)) unreachable");
    let failure = answer(&calls, &[], limits.clone()).await.unwrap_err();
    assert_eq!(failure.code, "module.host-calls", "{failure}");
    let computes = Limits { compute_time: Duration::from_millis(200), host_calls: u32::MAX, ..limits };
    let failure = answer(&calls, &[], computes).await.unwrap_err();
    assert_eq!(failure.code, "module.time", "{failure}");
}

#[tokio::test]
async fn exit_ends_the_call_as_a_failure() {
    let imports = r#"(import "wasi:cli/exit@0.2.0" (instance $exit
        (export "exit" (func (param "status" (result))))))"#;
    for status in [0, 1] {
        let guest = that_does(&format!("(call $exit (i32.const {status})) unreachable"))
            .with_wasi(imports, &[("exit", "exit", "exit", "(param i32)")]);
        let failure = answer(&guest, &[], Limits::default()).await.unwrap_err();
        assert_eq!(failure.code, "module.exit");
        let expected = format!("module `guest` ended itself in `call` with the exit code {status}");
        assert_eq!(failure.message, expected);
    }
}

#[tokio::test]
async fn there_is_no_network() {
    let imports = format!(
        r#"(import "wasi:sockets/tcp@0.2.0" (instance $tcp (export "tcp-socket" (type (sub resource)))))
           (alias export $tcp "tcp-socket" (type $socket))
           (import "wasi:sockets/tcp-create-socket@0.2.0" (instance $create
            (alias outer 1 $socket (type $socket0)) (export "tcp-socket" (type $socket1 (eq $socket0)))
            (type $family0 (enum "ipv4" "ipv6")) (export "ip-address-family" (type $family (eq $family0)))
            (type $error0 {SOCKET_ERRORS}) (export "error-code" (type $error1 (eq $error0)))
            (export "create-tcp-socket" (func (param "address-family" $family)
                (result (result (own $socket1) (error $error1)))))))"#
    );
    let call = "(call $create (i32.const 0) (i32.const 42000))
        (call $number (i64.extend_i32_u (i32.add (i32.load8_u (i32.const 42004))
            (i32.mul (i32.const 100) (i32.load8_u (i32.const 42000))))))";
    let guest =
        that_does(call).with_wasi(&imports, &[("create", "create", "create-tcp-socket", "(param i32 i32)")]);
    // an error: access-denied
    assert_eq!(plain(&guest, &Service::ALL).await, json!(101));
}

#[tokio::test]
async fn folders_are_there_where_they_are_granted() {
    const READ: u32 = 1;
    const WRITE: u32 = 2;
    const CREATE: u32 = 1;
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("data");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("one"), "1").unwrap();
    std::fs::write(outer.path().join("secret"), "2").unwrap();
    std::os::unix::fs::symlink("../secret", path.join("way-out")).unwrap();
    let offered = || Settings {
        folders: vec![Folder { name: "data".into(), path: path.clone() }],
        ..Settings::default()
    };
    let world = load(&opens("one", 0, READ), &[], offered()).await;
    assert_eq!(world.run(Phase::Apply).await.unwrap(), Value::Null);
    assert_eq!(world.asked(), [("guest".to_owned(), Service::FilesRead, Some("data".to_owned()))]);
    let granted = [Service::FilesRead];
    for (name, open_flags, flags, expected) in [
        ("one", 0, READ, json!(1)),
        ("nothing", 0, READ, json!(NO_ENTRY)),
        ("way-out", 0, READ, json!(NOT_PERMITTED)),
        ("../secret", 0, READ, json!(NOT_PERMITTED)),
        ("/etc/passwd", 0, READ, json!(NOT_PERMITTED)),
        ("one", 0, READ | WRITE, json!(NOT_PERMITTED)),
        ("new", CREATE, READ, json!(NOT_PERMITTED)),
    ] {
        for phase in [Phase::Plan, Phase::Apply] {
            let world = load(&opens(name, open_flags, flags), &granted, offered()).await;
            assert_eq!(world.run(phase).await.unwrap(), expected, "{name} {open_flags} {flags}");
        }
    }
    assert_eq!(std::fs::read_to_string(path.join("one")).unwrap(), "1");
    assert!(!path.join("new").exists());
    // without an offer there is none, whatever the policy says
    assert_eq!(plain(&opens("one", 0, READ), &granted).await, Value::Null);
}

#[tokio::test]
async fn nothing_is_granted_while_modules_are_loaded() {
    let guest = FunctionsGuest { list: "(call $now (i32.const 42000))", ..day() };
    let world = load(&guest, &Service::ALL, Settings::default()).await;
    assert_eq!(world.asked(), []);
    assert!(world.loaded.function(wasmidem_contract::FunctionKind::Exec, "test.run").is_some());
    assert_eq!(step(Phase::Plan).phase, Phase::Plan);
}
