//! `wasmidem module new`: what it makes builds, passes its own tests, and is a module.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::json;
use wasmidem_tests::{Running, TestEnvironment, required};

/// The crates of the SDK may have to be compiled, and the C library of the target.
const LIMIT: Duration = Duration::from_secs(400);

/// Runs a program of the machine in a project, with the tools that the examples are built with.
#[track_caller]
fn build(project: &Path, words: &[&str]) {
    let kept = required("WASMIDEM_EXAMPLE_MODULES");
    let kept = kept.parent().unwrap_or(Path::new("."));
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(project);
    command.env("PATH", required("WASMIDEM_EXAMPLE_TOOLS")).env("WASMIDEM", required("WASMIDEM_BIN"));
    command.env("ZIG_GLOBAL_CACHE_DIR", kept.join("zig-cache"));
    // what the modules of the repository are built from has been downloaded
    command.env("CARGO_TARGET_DIR", kept.join("example-projects")).env("CARGO_NET_OFFLINE", "true");
    Running::start(command, LIMIT).wait().exits(0);
}

/// Makes a project and returns its folder.
fn project(environment: &TestEnvironment, language: &str, kind: &str, name: &str) -> PathBuf {
    let made = environment.run(&["module", "new", "--lang", language, "--kind", kind, name]);
    made.exits(0).prints(&format!("{name}/README.md"));
    environment.work().join(name)
}

/// What is built is the module of that name.
fn is_module(environment: &mut TestEnvironment, folder: &Path, kind: &str, name: &str) {
    environment.limit(LIMIT);
    let file = folder.join("build/module.wasm").display().to_string();
    let inspected = environment.run(&["module", "inspect", "--json", &file]).exits(0).json();
    let paths = |member: &str| -> Vec<String> {
        let all = inspected[member].as_array().expect("a list").iter();
        all.map(|one| one["path"].as_str().expect("a path").to_owned()).collect()
    };
    match kind {
        "state" => assert_eq!(paths("resources"), [format!("{name}.gateway")]),
        _ => {
            assert_eq!(paths("functions"), [format!("{name}.account"), format!("{name}.hello")]);
            let called =
                ["exec", &format!("{name}.hello"), "name=you", "--module", &file, "--output", "json"];
            let mut environment = TestEnvironment::at("http://127.0.0.1:9");
            environment.limit(LIMIT);
            let returned = environment.run(&called).exits(0).json();
            assert_eq!(returned["ret"], json!({"greeting": "hello you", "region": "us-west-1"}));
        }
    }
}

/// Whether the active Rust builds for WebAssembly; elsewhere the modules are built with Debian's.
fn rust_has_the_target() -> bool {
    let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output().expect("rustc runs");
    let sysroot = String::from_utf8_lossy(&sysroot.stdout).trim().to_owned();
    Path::new(&sysroot).join("lib/rustlib/wasm32-unknown-unknown/lib").is_dir()
}

#[test]
fn rust_projects_build() {
    let mut environment = TestEnvironment::new();
    for (kind, name) in [("state", "first_rust"), ("exec", "second_rust")] {
        let folder = project(&environment, "rust", kind, name);
        if rust_has_the_target() {
            build(&folder, &["./build.sh"]);
            is_module(&mut environment, &folder, kind, name);
        } else {
            build(&folder, &["./build.sh", "test"]);
        }
    }
}

#[test]
fn python_projects_build() {
    let mut environment = TestEnvironment::new();
    for (kind, name) in [("state", "first_python"), ("exec", "second_python")] {
        let folder = project(&environment, "python", kind, name);
        build(&folder, &["./build.sh"]);
        is_module(&mut environment, &folder, kind, name);
    }
}

#[test]
fn javascript_projects_build() {
    let mut environment = TestEnvironment::new();
    for (kind, name) in [("state", "first_js"), ("exec", "second_js")] {
        let folder = project(&environment, "js", kind, name);
        build(&folder, &["npm", "test"]);
        build(&folder, &["npm", "run", "build"]);
        is_module(&mut environment, &folder, kind, name);
    }
}

#[test]
fn c_projects_build() {
    let mut environment = TestEnvironment::new();
    for (kind, name) in [("state", "first_c"), ("exec", "second_c")] {
        let folder = project(&environment, "c", kind, name);
        build(&folder, &["make"]);
        is_module(&mut environment, &folder, kind, name);
    }
}

#[test]
fn mistakes_are_told_and_nothing_is_overwritten() {
    let environment = TestEnvironment::new();
    let new = |language: &str, name: &str| environment.run(&["module", "new", "--lang", language, name]);
    new("python", "Not-A-Name").exits(2).says("cannot be the name of a module");
    new("python", "../up").exits(2).says("usage-module-new");
    new("rust", "test").exits(2).says("cannot be the name of a crate");
    new("cobol", "mine").exits(2);
    let own = environment.write("mine/app.py", "# mine");
    new("python", "mine").exits(2).says("exists already");
    assert_eq!(std::fs::read_to_string(own).expect("it is there"), "# mine");
}

#[test]
fn only_core_modules_become_components() {
    let environment = TestEnvironment::new();
    environment.write("text.wasm", "text");
    let component = |file: &str| environment.run(&["module", "component", file, "--out", "out.wasm"]);
    component("text.wasm").exits(7).says("is not a WebAssembly file");
    component("missing.wasm").exits(7).says("there is no module");
    let needs_wasi = wat::parse_str(
        r#"(module (import "wasi_snapshot_preview1" "random_get" (func (param i32 i32) (result i32))))"#,
    );
    environment.write("wasi.wasm", needs_wasi.expect("it is WebAssembly text"));
    component("wasi.wasm").exits(7).says("wasi_snapshot_preview1");
    assert!(!environment.work().join("out.wasm").exists());
    environment.write("core.wasm", b"\0asm\x01\0\0\0");
    component("core.wasm").exits(0);
    component("out.wasm").exits(7).says("is a component already");
}
