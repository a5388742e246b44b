//! Services of the host: what a policy permits, what it does not, and what is recorded.

use serde_json::{Value, json};
use wasmidem_contract::{Blame, Cause, Event, Failure, FunctionKind, Modules, Phase, Service};
use wasmidem_sandbox::{Folder, Limits, Settings};

use crate::guests::{FunctionsGuest, that_does};
use crate::world::{FakeAws, World, file, object, step};

impl FunctionsGuest {
    /// Imports one function of an interface of `wasmidem:host`, as the core function `$NAME`.
    fn with_service(mut self, interface: &str, name: &str, types: &str, signature: &str, core: &str) -> Self {
        self.imports.push_str(&format!(
            r#"(import "wasmidem:host/{interface}@0.1.0" (instance ${interface}
                (alias outer 1 $failure (type $failure0))
                (export "failure" (type $failure (eq $failure0)))
                {types}
                (export "{name}" (func {signature}))))"#
        ));
        self.lowered.push_str(&format!(
            "(core func ${name} (canon lower (func ${interface} \"{name}\") (memory $mem) (realloc $realloc)))"
        ));
        self.given.push_str(&format!("(export \"{name}\" (func ${name}))"));
        self.core_import(&format!(r#"(import "host" "{name}" (func ${name} {core}))"#))
    }

    pub fn with_hub(self) -> Self {
        let signature =
            r#"(param "path" string) (param "args" string) (result (result string (error $failure)))"#;
        self.with_service("hub", "call", "", signature, "(param i32 i32 i32 i32 i32)")
    }

    fn with_clock(self) -> Self {
        let types = r#"(type $time0 (record (field "seconds" u32) (field "nanoseconds" u32)))
                       (export "time" (type $time (eq $time0)))"#;
        self.with_service("clock", "now", types, "(result (result $time (error $failure)))", "(param i32)")
    }

    fn with_random(self) -> Self {
        let signature = r#"(param "count" u32) (result (result (list u8) (error $failure)))"#;
        self.with_service("random", "bytes", "", signature, "(param i32 i32)")
    }

    fn with_files(self, name: &str) -> Self {
        let of = if name == "read" { "u8" } else { "string" };
        let signature = format!(
            r#"(param "folder" string) (param "path" string) (result (result (list {of}) (error $failure)))"#
        );
        self.with_service("files", name, "", &signature, "(param i32 i32 i32 i32 i32)")
    }
}

/// A module that calls another function with its own arguments, and returns what that returns.
pub fn calls(path: &'static str, called: &str) -> FunctionsGuest {
    let call = format!(
        "(call $call (i32.const 40000) (i32.const {}) (local.get 2) (local.get 3) (i32.const 1024)) (i32.const 1024)",
        called.len()
    );
    let guest = FunctionsGuest { path, ..that_does(&call) };
    guest.with_hub().core(&format!(r#"(data (i32.const 40000) "{called}")"#))
}

/// Forwards a failure, else answers `true` or `false`.
fn whether(call: &str, condition: &str) -> FunctionsGuest {
    let body = format!(
        "{call} (if (i32.load8_u (i32.const 1024)) (then (return (i32.const 1024))))
         (if (result i32) {condition}
            (then (call $ok (i32.const 41000) (i32.const 4)))
            (else (call $ok (i32.const 41004) (i32.const 5))))"
    );
    that_does(&body).core(r#"(data (i32.const 41000) "truefalse")"#)
}

async fn load(guests: Vec<(&str, FunctionsGuest)>, granted: &[Service]) -> World {
    load_with(guests, granted, Settings::default()).await
}

async fn load_with(guests: Vec<(&str, FunctionsGuest)>, granted: &[Service], settings: Settings) -> World {
    let files = guests.into_iter().map(|(name, guest)| file(name, guest.bytes())).collect();
    let aws = FakeAws { granted: granted.to_vec(), ..FakeAws::default() };
    let world = World::load(files, aws, settings).await;
    assert_eq!(world.errors, []);
    world
}

async fn run(world: &World, path: &str, phase: Phase) -> Result<Value, Failure> {
    world.loaded.call(&step(phase), FunctionKind::Exec, path, &object(json!({"a": [1, "ü"]})), false).await
}

/// What was given out, in order.
fn given(world: &World) -> Vec<(String, Service, Option<String>, Value)> {
    let used = world.events().into_iter().filter_map(|event| match event {
        Event::ServiceUsed { module, service, subject, given, .. } => {
            Some((module.name, service, subject, given))
        }
        _ => None,
    });
    used.collect()
}

const PHASES: [Phase; 4] = [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe];

#[tokio::test]
async fn the_clock_is_read_where_it_is_permitted() {
    let guest = || {
        whether(
            "(call $now (i32.const 1024))",
            "(i32.gt_u (i32.load (i32.const 1028)) (i32.const 1700000000))",
        )
        .with_clock()
    };
    for phase in PHASES {
        let world = load(vec![("m", guest())], &[Service::ClockNow]).await;
        assert_eq!(run(&world, "test.run", phase).await.unwrap(), json!(true));
        let [(module, Service::ClockNow, None, time)] = <[_; 1]>::try_from(given(&world)).unwrap() else {
            panic!()
        };
        assert_eq!(module, "m");
        assert!(time["seconds"].as_u64().unwrap() > 1_700_000_000, "{time}");
        let world = load(vec![("m", guest())], &[]).await;
        let failure = run(&world, "test.run", phase).await.unwrap_err();
        assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Policy), "{failure:?}");
        assert_eq!(given(&world), []);
        assert_eq!(world.asked(), [("m".to_owned(), Service::ClockNow, None)]);
    }
}

#[tokio::test]
async fn randomness_is_given_where_it_is_permitted() {
    let guest = |count: u32| {
        let call = format!("(call $bytes (i32.const {count}) (i32.const 1024))");
        whether(&call, &format!("(i32.eq (i32.load (i32.const 1032)) (i32.const {count}))")).with_random()
    };
    let world = load(vec![("m", guest(16))], &[Service::RandomBytes]).await;
    for _ in 0..2 {
        assert_eq!(run(&world, "test.run", Phase::Plan).await.unwrap(), json!(true));
    }
    let [first, second] = <[_; 2]>::try_from(given(&world)).unwrap();
    assert_eq!((first.1, &first.3["bytes"]), (Service::RandomBytes, &json!(16)));
    assert_eq!(first.3["sha256"].as_str().unwrap().len(), 64);
    assert_ne!(first.3["sha256"], second.3["sha256"]);
    let failure = run(&load(vec![("m", guest(16))], &[]).await, "test.run", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.cause, Cause::Denied);
    let world = load(vec![("m", guest(65_537))], &[Service::RandomBytes]).await;
    assert_eq!(run(&world, "test.run", Phase::Apply).await.unwrap_err().code, "random.count");
}

#[tokio::test]
async fn modules_call_each_other() {
    let plain = FunctionsGuest { path: "b.run", ..FunctionsGuest::default() };
    let guests = || vec![("a", calls("a.run", "b.run")), ("b", plain.clone())];
    for phase in PHASES {
        let world = load(guests(), &[Service::HubCall]).await;
        assert_eq!(run(&world, "a.run", phase).await.unwrap(), json!({"a": [1, "ü"]}));
        assert_eq!(world.asked(), [("a".to_owned(), Service::HubCall, Some("b.run".to_owned()))]);
        let used = given(&world);
        assert_eq!(used, [("a".into(), Service::HubCall, Some("b.run".into()), json!({"failure": null}))]);
    }
    let failure = run(&load(guests(), &[]).await, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!((failure.cause, failure.blame), (Cause::Denied, Blame::Policy));
    let world = load(vec![("a", calls("a.run", "b.rnu")), ("b", plain.clone())], &[Service::HubCall]).await;
    let failure = run(&world, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!((failure.cause, failure.code.as_str()), (Cause::NotFound, "run.unknown-path"));
    assert_eq!(world.asked(), []);
}

#[tokio::test]
async fn who_waits_is_not_called_again() {
    let world = load(vec![("a", calls("a.run", "a.run"))], &[Service::HubCall]).await;
    let failure = run(&world, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.code, "hub.loop");
    assert_eq!(
        failure.message,
        "modules call each other in a circle: `a.run` of module `a`, which calls `a.run` of module `a`"
    );
    let guests = vec![("a", calls("a.run", "b.run")), ("b", calls("b.run", "a.run"))];
    let world = load(guests, &[Service::HubCall]).await;
    let failure = run(&world, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.code, "hub.loop");
    assert_eq!(
        failure.message,
        "modules call each other in a circle: `a.run` of module `a`, which calls `b.run` of module `b`, \
         which calls `a.run` of module `a`"
    );
}

#[tokio::test]
async fn the_chain_has_an_end_and_needs_few_places() {
    const PATHS: [&str; 10] =
        ["m0.f", "m1.f", "m2.f", "m3.f", "m4.f", "m5.f", "m6.f", "m7.f", "m8.f", "m9.f"];
    let module = |at: usize| PATHS[at].split('.').next().unwrap();
    let chain = |last: usize| {
        let mut guests: Vec<(&str, FunctionsGuest)> =
            (0..last).map(|at| (module(at), calls(PATHS[at], PATHS[at + 1]))).collect();
        guests.push((module(last), FunctionsGuest { path: PATHS[last], ..FunctionsGuest::default() }));
        guests
    };
    let settings =
        || Settings { limits: Limits { live_instances: 1, ..Limits::default() }, ..Settings::default() };
    let world = load_with(chain(8), &[Service::HubCall], settings()).await;
    let all = futures_of(20, || run(&world, "m0.f", Phase::Apply)).await;
    assert!(all.iter().all(Result::is_ok), "{all:?}");
    let world = load_with(chain(9), &[Service::HubCall], settings()).await;
    let failure = run(&world, "m0.f", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.code, "hub.depth", "{failure}");
    assert!(failure.message.contains("`m0.f` of module `m0`"), "{failure}");
}

async fn futures_of<F: Future>(count: usize, make: impl Fn() -> F) -> Vec<F::Output> {
    let mut set: Vec<_> = (0..count).map(|_| Box::pin(make())).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        let mut index = 0;
        while index < set.len() {
            match set[index].as_mut().poll(context) {
                std::task::Poll::Ready(output) => {
                    done.push(output);
                    drop(set.remove(index));
                }
                std::task::Poll::Pending => index += 1,
            }
        }
        if set.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

const DELETES: &str = "(call $delete (i32.const 512) (i32.const 3) (i32.const 1024))
    (if (i32.load8_u (i32.const 1024)) (then (return (i32.const 1024))))
    (call $ok (local.get 2) (local.get 3))";

#[tokio::test]
async fn who_may_not_write_calls_nobody_who_may() {
    let writer = || FunctionsGuest { path: "b.run", ..that_does(DELETES).with_delete_vpc() };
    for phase in PHASES {
        let world = load(vec![("a", calls("a.run", "b.run")), ("b", writer())], &[Service::HubCall]).await;
        let answer = run(&world, "a.run", phase).await;
        if phase == Phase::Apply {
            assert_eq!(answer.unwrap(), json!({"a": [1, "ü"]}));
            let calls = world.calls();
            let [(caller, operation, _)] = calls.as_slice() else { panic!("{calls:?}") };
            assert_eq!((caller.module.name.as_str(), operation.to_string().as_str()), ("b", "ec2:DeleteVpc"));
            let via: Vec<String> = caller.via.iter().map(ToString::to_string).collect();
            assert_eq!(via, ["`a.run` of module `a`"]);
        } else {
            assert_eq!(answer.unwrap_err().code, "policy.phase");
            assert_eq!(world.calls().len(), 0);
        }
        // nor in a test of the caller
        let arguments = object(json!({}));
        world.aws.calls.lock().unwrap().clear();
        let step = step(phase);
        let call = world.loaded.call(&step, FunctionKind::Exec, "a.run", &arguments, true);
        assert_eq!(call.await.unwrap_err().code, "policy.phase");
        assert_eq!(world.calls().len(), 0);
    }
}

#[tokio::test]
async fn what_others_do_counts_for_the_caller() {
    let busy = || {
        let body = "(local $n i32) (loop $l (call $log (i32.const 0) (i32.const 16) (i32.const 0))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $l (i32.lt_u (local.get $n) (i32.const 30)))) (call $ok (local.get 2) (local.get 3))";
        FunctionsGuest { path: "b.run", ..that_does(body).with_log() }
    };
    // 30 calls of the host are within the limit, but not three times
    let three = "(local $n i32) (loop $l
            (call $call (i32.const 40000) (i32.const 5) (local.get 2) (local.get 3) (i32.const 1024))
            (if (i32.load8_u (i32.const 1024)) (then (return (i32.const 1024))))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $l (i32.lt_u (local.get $n) (i32.const 3)))) (i32.const 1024)";
    let caller = FunctionsGuest { path: "a.run", ..that_does(three).with_hub() }
        .core(r#"(data (i32.const 40000) "b.run")"#);
    let limits = Limits { host_calls: 70, ..Limits::default() };
    let settings = Settings { limits, ..Settings::default() };
    let world = load_with(vec![("a", caller), ("b", busy())], &[Service::HubCall], settings).await;
    let failure = run(&world, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.code, "module.host-calls", "{failure}");
}

#[tokio::test]
async fn the_time_of_the_caller_holds_for_all() {
    let slow = FunctionsGuest {
        path: "b.run",
        ..that_does("(call $identity (i32.const 2048)) (call $ok (local.get 2) (local.get 3))")
            .with_identity("0.1.0")
    };
    let limits = Limits { wall_time: std::time::Duration::from_millis(200), ..Limits::default() };
    let files = vec![file("a", calls("a.run", "b.run").bytes()), file("b", slow.bytes())];
    let delay = std::time::Duration::from_secs(30);
    let aws = FakeAws { granted: vec![Service::HubCall], delay, ..FakeAws::default() };
    let world = World::load(files, aws, Settings { limits, ..Settings::default() }).await;
    let began = std::time::Instant::now();
    let failure = run(&world, "a.run", Phase::Apply).await.unwrap_err();
    assert_eq!(failure.code, "module.wall-time", "{failure}");
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

fn folder() -> (tempfile::TempDir, Folder) {
    let outer = tempfile::tempdir().unwrap();
    let path = outer.path().join("data");
    std::fs::create_dir(&path).unwrap();
    std::fs::write(path.join("1"), r#""one""#).unwrap();
    std::fs::write(outer.path().join("secret"), r#""secret""#).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret", path.join("way-out")).unwrap();
    (outer, Folder { name: "data".into(), path })
}

/// Reads `path` of the folder `data`.
fn reads(function: &str, path: &str) -> FunctionsGuest {
    let call = format!(
        "(call ${function} (i32.const 40000) (i32.const 4) (i32.const 40004) (i32.const {}) (i32.const 1024))",
        path.len()
    );
    let rest = if function == "read" {
        "(i32.const 1024)"
    } else {
        // the first name
        "(if (i32.load8_u (i32.const 1024)) (then (return (i32.const 1024))))
         (call $ok (i32.load (i32.load (i32.const 1028)))
                   (i32.load (i32.add (i32.load (i32.const 1028)) (i32.const 4))))"
    };
    that_does(&format!("{call} {rest}"))
        .with_files(function)
        .core(&format!(r#"(data (i32.const 40000) "data{path}")"#))
}

#[tokio::test]
async fn folders_are_read_where_that_is_permitted() {
    let (_outer, folder) = folder();
    let offered = || Settings { folders: vec![folder.clone()], ..Settings::default() };
    let all = [Service::FilesRead];
    let world = load_with(vec![("m", reads("read", "1"))], &all, offered()).await;
    assert_eq!(run(&world, "test.run", Phase::Plan).await.unwrap(), json!("one"));
    assert_eq!(world.asked(), [("m".to_owned(), Service::FilesRead, Some("data".to_owned()))]);
    let [(_, _, subject, given)] = <[_; 1]>::try_from(given(&world)).unwrap();
    assert_eq!((subject.as_deref(), &given["bytes"], &given["path"]), (Some("data"), &json!(5), &json!("1")));
    let world = load_with(vec![("m", reads("list", ""))], &all, offered()).await;
    assert_eq!(run(&world, "test.run", Phase::Plan).await.unwrap(), json!(1));
    for (path, code) in [
        ("nothing", "files.not-found"),
        ("../secret", "files.outside"),
        ("way-out", "files.outside"),
        ("/etc/passwd", "files.outside"),
        (".", "files.unreadable"),
    ] {
        let world = load_with(vec![("m", reads("read", path))], &all, offered()).await;
        let failure = run(&world, "test.run", Phase::Apply).await.unwrap_err();
        assert_eq!(failure.code, code, "{path}: {failure}");
        assert!(!failure.message.contains(&folder.path.display().to_string()), "{failure}");
    }
    let world = load_with(vec![("m", reads("read", "1"))], &[], offered()).await;
    assert_eq!(run(&world, "test.run", Phase::Apply).await.unwrap_err().cause, Cause::Denied);
    let world = load(vec![("m", reads("read", "1"))], &all).await;
    assert_eq!(run(&world, "test.run", Phase::Apply).await.unwrap_err().code, "files.folder");
}

#[tokio::test]
async fn nothing_is_given_while_modules_are_loaded() {
    let clock = FunctionsGuest { list: "(call $now (i32.const 1024))", ..FunctionsGuest::default() };
    let hub = calls("a.run", "test.run");
    let list = "(call $call (i32.const 40000) (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 1024))";
    let hub = FunctionsGuest { list, ..hub };
    let world = load(vec![("m", clock.with_clock()), ("h", hub)], &Service::ALL).await;
    assert_eq!((world.asked(), given(&world)), (vec![], vec![]));
}
