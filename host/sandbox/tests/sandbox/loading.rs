//! What is accepted as a module, and what is said about what is not.

use serde_json::json;
use wasmidem_contract::{FunctionKind, Modules, Phase};
use wasmidem_sandbox::{Manifest, ModuleError, ModuleErrorKind, Settings, inspect};

use crate::guests::{FunctionsGuest, ResourcesGuest, that_does};
use crate::world::{FakeAws, World, file};

fn look(bytes: &[u8]) -> Result<Manifest, ModuleError> {
    inspect("x", bytes, &FakeAws::default())
}

fn refusal(text: &str) -> (ModuleErrorKind, String, String) {
    let bytes = wat::parse_str(text).unwrap();
    let error = look(&bytes).unwrap_err();
    assert_eq!(error.module, "x");
    (error.kind, error.message, error.help.unwrap_or_default())
}

fn function_import(interface: &str, function: &str) -> String {
    format!(r#"(component (import "{interface}" (instance (export "{function}" (func)))))"#)
}

#[test]
fn a_manifest_says_what_a_module_wants_and_offers() {
    let guest = FunctionsGuest::default().with_log().with_context().with_identity("0.1.0").with_delete_vpc();
    let manifest = look(&guest.bytes()).unwrap();
    let operations: Vec<String> =
        manifest.operations().iter().map(|operation| operation.name.to_string()).collect();
    assert_eq!(operations, ["ec2:DeleteVpc", "sts:GetCallerIdentity"]);
    assert_eq!(manifest.services(), ["context.phase", "context.region", "log"]);
    assert_eq!(manifest.functions.as_deref(), Some("wasmidem:module/functions@0.1.0"));
    assert_eq!(manifest.resources, None);
    assert_eq!(manifest.version.to_string(), "0.1.0");
    assert_eq!(manifest.size, guest.bytes().len());
    assert_eq!(manifest.id.digest.len(), 64);
}

#[test]
fn a_digest_is_the_sha_256_of_the_bytes() {
    let bytes = FunctionsGuest::default().bytes();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("guest.wasm");
    std::fs::write(&path, &bytes).unwrap();
    let Ok(output) = std::process::Command::new("sha256sum").arg(&path).output() else {
        return;
    };
    let expected = String::from_utf8(output.stdout).unwrap();
    assert!(expected.starts_with(&look(&bytes).unwrap().id.digest), "{expected}");
}

#[test]
fn what_is_no_component_is_told_apart() {
    let kind = |bytes: &[u8]| look(bytes).unwrap_err().kind;
    assert_eq!(kind(b"garbage, and more garbage"), ModuleErrorKind::NotWasm);
    assert_eq!(kind(b"(component)"), ModuleErrorKind::NotWasm);
    assert!(look(b"(component)").unwrap_err().help.unwrap().contains("text"));
    assert_eq!(kind(b""), ModuleErrorKind::Truncated);
    assert_eq!(kind(b"\0as"), ModuleErrorKind::Truncated);
    assert_eq!(kind(b"\0asm\x01\0\0\0"), ModuleErrorKind::CoreModule);
    assert_eq!(kind(b"\0asm\x63\0\0\0"), ModuleErrorKind::Invalid);
    let error = look(b"\0asm\x01\0\0\0").unwrap_err();
    assert_eq!(error.message, "module `x` is a core WebAssembly module, not a component");
}

#[test]
fn every_truncation_and_many_bit_flips_are_survived() {
    let bytes = FunctionsGuest::default().with_identity("0.1.0").bytes();
    let mut truncated = 0;
    for length in 0..bytes.len() {
        // where a cut falls between two sections, what remains may be a component
        let kind = look(&bytes[..length]).map_err(|error| error.kind);
        truncated += usize::from(kind == Err(ModuleErrorKind::Truncated));
    }
    assert!(truncated > bytes.len() / 2, "{truncated} of {}", bytes.len());
    for position in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[position] ^= 0x10;
        let _ = look(&flipped);
    }
}

#[test]
fn only_the_empty_wasi_is_accepted() {
    for interface in [
        "wasi:http/outgoing-handler@0.2.0",
        "wasi:nn/tensor@0.2.0",
        "wasi:keyvalue/store@0.2.0-draft",
        "wasi:filesystem/types@0.3.0",
        "wasi:cli/environment",
    ] {
        let (kind, message, help) = refusal(&function_import(interface, "open"));
        assert_eq!(kind, ModuleErrorKind::Import);
        let expected = format!(
            "module `x` imports `{interface}`, which is not available: of WASI, modules get nothing but an empty version 0.2"
        );
        assert_eq!(message, expected);
        assert!(help.contains("`wasi:sockets`"), "{help}");
    }
}

#[test]
fn unknown_imports_are_refused_by_name() {
    for (interface, function, expected, help) in [
        ("acme:tools/hammer@1.0.0", "hit", "`acme:tools/hammer@1.0.0`", ""),
        ("wasmidem:ec2/vcp@0.1.0", "create-vpc", "`wasmidem:ec2/vcp@0.1.0`", "`vpc` may be meant"),
        ("wasmidem:host/log@0.1.0", "logg", "`logg` of `wasmidem:host/log@0.1.0`", "`log` may be meant"),
        ("wasmidem:host/secrets@0.1.9", "get", "`wasmidem:host/secrets@0.1.9`", "update wasmidem"),
        ("wasmidem:ec2/vpc", "create-vpc", "`wasmidem:ec2/vpc`", "version 0.1"),
    ] {
        let (_, message, found) = refusal(&function_import(interface, function));
        assert!(message.starts_with(&format!("module `x` imports {expected}")), "{message}");
        assert!(found.contains(help), "{found}");
    }
    let (kind, message, _) = refusal(r#"(component (import "run" (func)))"#);
    assert_eq!(kind, ModuleErrorKind::Import);
    assert!(message.starts_with("module `x` imports `run`, which is not available"), "{message}");
    let (kind, message, _) = refusal(
        r#"(component (import "wasmidem:ec2/vpc@0.1.0" (instance (export "handle" (type (sub resource))))))"#,
    );
    assert_eq!(kind, ModuleErrorKind::Import);
    assert!(message.contains("`handle` of `wasmidem:ec2/vpc@0.1.0`"), "{message}");
}

#[test]
fn operations_of_every_service_are_looked_up() {
    for (interface, function, expected, help) in [
        (
            "wasmidem:aws/s4@0.1.0",
            "create-bucket",
            "`wasmidem:aws/s4@0.1.0`, but AWS has no service `s4`",
            "`s3` may",
        ),
        (
            "wasmidem:aws/s3@0.1.0",
            "create-buckets",
            "`create-buckets` of `wasmidem:aws/s3@0.1.0`, but `s3` has no such operation",
            "`CreateBucket` may be meant: `wasmidem wit s3 CreateBucket`",
        ),
        (
            "wasmidem:aws/s3@0.1.0",
            "frobnicate",
            "`frobnicate` of `wasmidem:aws/s3@0.1.0`",
            "`wasmidem wit s3` lists",
        ),
        (
            "wasmidem:aws/sts@0.1.0",
            "assume-role",
            "`assume-role` of `wasmidem:aws/sts@0.1.0`, whose answer has AWS credentials in it: no module gets those",
            "the host alone",
        ),
    ] {
        let (kind, message, found) = refusal(&function_import(interface, function));
        assert_eq!(kind, ModuleErrorKind::Operation);
        assert!(message.starts_with(&format!("module `x` imports {expected}")), "{message}");
        assert!(found.contains(help), "{found}");
    }
    let (kind, _, _) = refusal(&function_import("wasmidem:aws/s3@0.2.0", "create-bucket"));
    assert_eq!(kind, ModuleErrorKind::Version);
}

#[test]
fn unknown_operations_are_refused_with_a_suggestion() {
    let (kind, message, help) = refusal(&function_import("wasmidem:ec2/vpc@0.1.0", "delete-vcp"));
    assert_eq!(kind, ModuleErrorKind::Operation);
    assert_eq!(
        message,
        "module `x` imports `delete-vcp` of `wasmidem:ec2/vpc@0.1.0`, but there is no operation `ec2:DeleteVcp`"
    );
    assert_eq!(help, "`delete-vpc` may be meant");
    let (_, message, help) = refusal(&function_import("wasmidem:ec2/vpc@0.1.4", "create-nat-gateway"));
    assert!(message.contains("no operation `ec2:CreateNatGateway`"), "{message}");
    assert!(help.contains("update wasmidem"), "{help}");
    // an operation that exists, but not in this interface
    let (kind, _, _) = refusal(&function_import("wasmidem:ec2/tags@0.1.0", "delete-vpc"));
    assert_eq!(kind, ModuleErrorKind::Import);
}

#[test]
fn other_versions_are_refused() {
    let (kind, message, help) = refusal(&function_import("wasmidem:ec2/vpc@0.2.0", "create-vpc"));
    assert_eq!(kind, ModuleErrorKind::Version);
    assert_eq!(
        message,
        "module `x` imports `wasmidem:ec2/vpc@0.2.0`, but this wasmidem knows version 0.1 of its interfaces"
    );
    assert!(help.contains("update wasmidem"), "{help}");
    let (kind, _, help) = refusal(&function_import("wasmidem:ec2/vpc@0.0.9", "create-vpc"));
    assert_eq!(kind, ModuleErrorKind::Version);
    assert!(!help.contains("update wasmidem"), "{help}");
    let export = FunctionsGuest { version: "1.0.0", ..FunctionsGuest::default() };
    assert_eq!(look(&export.bytes()).unwrap_err().kind, ModuleErrorKind::Version);
    let twice = FunctionsGuest::default().with_identity("0.1.0").with_identity("0.1.1").text();
    let twice = twice.replacen("$sts", "$sts1", 1).replacen(
        "(core func $identity (canon lower (func $sts ",
        "(core func $identity1 (canon lower (func $sts ",
        1,
    );
    if let Ok(bytes) = wat::parse_str(twice) {
        assert!(look(&bytes).unwrap_err().message.contains("in two versions"));
    }
}

#[test]
fn the_wrong_world_is_refused() {
    let (kind, message, help) = refusal("(component)");
    assert_eq!(kind, ModuleErrorKind::World);
    assert!(message.starts_with("module `x` exports nothing, but neither"), "{message}");
    assert!(help.contains("exec-module"));
    let (kind, message, _) =
        refusal(r#"(component (instance $i) (export "wasi:cli/run@0.2.0" (instance $i)))"#);
    assert_eq!(kind, ModuleErrorKind::World);
    assert!(message.contains("`wasi:cli/run@0.2.0`"), "{message}");
}

#[tokio::test]
async fn exports_of_another_type_are_refused() {
    let empty = r#"(component (instance $i) (export "wasmidem:module/functions@0.1.0" (instance $i)))"#;
    let wrong = FunctionsGuest::default().text().replace(r#"(param "test" bool)"#, r#"(param "test" u32)"#);
    let import = FunctionsGuest::default()
        .with_identity("0.1.0")
        .text()
        .replace(r#"(field "user-id" string)"#, r#"(field "user-id" u64)"#);
    let log = FunctionsGuest::default().with_log().text().replace(r#" "warn" "error""#, r#" "warn""#);
    for (text, expected) in [
        (empty.to_owned(), "without the function"),
        (wrong, "exports `call` with another type"),
        (import, "`user-id`: it is none of"),
        (log, "declares an import with another type"),
    ] {
        let bytes = wat::parse_str(&text).unwrap();
        let world = World::load(vec![file("x", bytes)], FakeAws::default(), Settings::default()).await;
        let [error] = world.errors.as_slice() else { panic!("{:?}", world.errors) };
        assert_eq!(error.kind, ModuleErrorKind::Type, "{error}");
        assert!(error.message.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_later_version_of_0_1_is_accepted() {
    let guest = FunctionsGuest { version: "0.1.7", ..FunctionsGuest::default() }.with_identity("0.1.3");
    assert_eq!(look(&guest.bytes()).unwrap().version.to_string(), "0.1.7");
    let world = World::with(guest.bytes(), wasmidem_sandbox::Limits::default()).await;
    assert_eq!(world.run(Phase::Plan).await.unwrap(), json!({"a": [1, "ü"]}));
}

#[tokio::test]
async fn a_bad_module_does_not_keep_the_others_away() {
    let thing = ResourcesGuest { id: "i", state: "{}", comment: "" };
    let files = vec![
        file("bad", b"garbage, really".to_vec()),
        file("first", FunctionsGuest::default().bytes()),
        file("second", that_does("(unreachable)").bytes()),
        file("first", thing.bytes()),
        file("things", thing.bytes()),
        file("path", FunctionsGuest { path: "no path", ..FunctionsGuest::default() }.bytes()),
        file("schema", FunctionsGuest { path: "s.t", schema: "[]", ..FunctionsGuest::default() }.bytes()),
        file(
            "trap",
            FunctionsGuest { path: "t.t", list: "(unreachable)", ..FunctionsGuest::default() }.bytes(),
        ),
    ];
    let world = World::load(files, FakeAws::default(), Settings::default()).await;
    let errors: Vec<_> = world.errors.iter().map(|error| (error.module.as_str(), error.kind)).collect();
    assert_eq!(
        errors,
        [
            ("bad", ModuleErrorKind::NotWasm),
            ("second", ModuleErrorKind::Duplicate),
            ("first", ModuleErrorKind::Duplicate),
            ("path", ModuleErrorKind::Offer),
            ("schema", ModuleErrorKind::Offer),
            ("trap", ModuleErrorKind::Offer),
        ]
    );
    assert_eq!(
        world.errors[1].message,
        "module `second` offers the function `test.run`, as module `first` does"
    );
    let names: Vec<_> = world.loaded.manifests().map(|manifest| manifest.id.name.as_str()).collect();
    assert_eq!(names, ["first", "things"]);
    assert_eq!(world.loaded.paths(), ["test.thing", "test.run"]);
    assert_eq!(world.loaded.function(FunctionKind::Exec, "test.run").unwrap().module.name, "first");
    assert!(world.loaded.function(FunctionKind::State, "test.run").is_none());
    assert!(world.loaded.resource("test.thing").unwrap().schema.member("a").is_some());
    assert_eq!(world.run(Phase::Apply).await.unwrap(), json!({"a": [1, "ü"]}));
}

#[tokio::test]
async fn aws_is_out_of_reach_while_loading() {
    let guest = FunctionsGuest { list: "(call $identity (i32.const 2048))", ..FunctionsGuest::default() };
    let world = World::with(guest.with_identity("0.1.0").bytes(), wasmidem_sandbox::Limits::default()).await;
    assert!(world.calls().is_empty());
    let denied = world.aws.denied.lock().unwrap();
    let messages: Vec<&str> = denied.iter().map(|(_, _, failure)| failure.message.as_str()).collect();
    assert_eq!(messages, ["`sts:GetCallerIdentity` is refused while modules are loaded"]);
}
