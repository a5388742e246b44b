//! `cargo xtask guests`: builds the modules.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::cargo;
use crate::component;
use crate::process::Stdout;
use crate::progress;
use crate::toolchain::{self, TARGET, Toolchain};
use crate::workspace::Workspace;

/// Build the modules: guest-modules to target/modules, tests/guests to target/test-modules
///
/// Needs a Rust toolchain for wasm32-unknown-unknown. If the active one lacks the target, it is
/// added with rustup; failing that, Debian's packages are used (and installed, if allowed).
/// The choice is remembered in target/xtask/toolchain.json.
#[derive(clap::Args, Default)]
#[group(skip)]
pub struct Args {
    /// Insist on one kind of toolchain instead of taking what is there
    #[arg(long, value_enum)]
    pub toolchain: Option<toolchain::Kind>,
}

/// One line of cargo's `--message-format=json`, as far as it concerns us.
#[derive(Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    #[serde(default)]
    manifest_path: PathBuf,
    #[serde(default)]
    filenames: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

/// Builds all modules.
///
/// # Errors
/// When there is no toolchain, or a module does not build or is no component.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    let toolchain = toolchain::find(workspace, args.toolchain)?;
    build(workspace, &toolchain, "guest-modules", &workspace.modules())?;
    build(workspace, &toolchain, "tests/guests", &workspace.test_modules())
}

/// Builds the cargo workspace in `source`, if there is one, and fills `destination`.
fn build(workspace: &Workspace, toolchain: &Toolchain, source: &str, destination: &Path) -> Result<()> {
    let directory = workspace.root().join(source);
    if !directory.join("Cargo.toml").is_file() {
        return Ok(());
    }
    let target = workspace.target("guests");
    let step = progress::step(&describe(toolchain, source, &target));
    let components = components(workspace, toolchain, &directory, &target)?;
    fs::create_dir_all(destination)?;
    let mut written = 0_usize;
    for (name, bytes) in &components {
        if component::place(&destination.join(format!("{name}.wasm")), bytes)? {
            progress::note(&format!("{name}.wasm, {} KB", bytes.len().div_ceil(1000)));
            written += 1;
        }
    }
    remove_others(destination, &components)?;
    let place = workspace.display(destination);
    let noun = if components.len() == 1 { "module" } else { "modules" };
    progress::note(&format!("{} {noun} in {place}, {written} new or changed", components.len()));
    step.done();
    Ok(())
}

/// Builds the modules of the cargo workspace in `directory`, by the names of their folders.
///
/// # Errors
/// When one does not build, or there is none.
pub fn components(
    workspace: &Workspace,
    toolchain: &Toolchain,
    directory: &Path,
    target: &Path,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let make = || cargo_build(workspace, toolchain, directory, target);
    let shown = cargo::run(workspace, Stdout::Keep, make)?;
    let cores = core_modules(&String::from_utf8_lossy(&shown.stdout))?;
    if cores.is_empty() {
        bail!("`{}` has no member with `crate-type = [\"cdylib\"]`", directory.display());
    }
    let component = |(name, path): (String, PathBuf)| {
        let core = fs::read(path).with_context(|| format!("cannot read the module `{name}`"))?;
        let bytes = component::encode(&core)
            .with_context(|| format!("the module `{name}` cannot be made a component"))?;
        Ok((name, bytes))
    };
    cores.into_iter().map(component).collect()
}

fn describe(toolchain: &Toolchain, source: &str, target: &Path) -> String {
    let first = !target.join(TARGET).is_dir();
    match (toolchain, first) {
        (_, false) => format!("building the modules of {source}"),
        (Toolchain::Active { .. }, true) => {
            format!("building the modules of {source} (the first time takes about a minute)")
        }
        (Toolchain::Debian, true) => format!(
            "building the modules of {source} (the first time takes about 2 minutes: the standard \
             library comes first)"
        ),
    }
}

fn cargo_build(workspace: &Workspace, toolchain: &Toolchain, directory: &Path, target: &Path) -> Command {
    let mut command = toolchain.cargo(directory);
    command.args(["build", "--release", "--workspace", "--target", TARGET]);
    command.args(toolchain.build_arguments());
    command.arg("--message-format=json-render-diagnostics");
    if directory.join("Cargo.lock").is_file() {
        command.arg("--locked");
    }
    command.env("CARGO_TARGET_DIR", target);
    command.env_remove("RUSTFLAGS");
    command.env("CARGO_ENCODED_RUSTFLAGS", rustflags(workspace, toolchain));
    command
}

/// The flags in cargo's encoding. Paths of this machine do not go into the modules: the same
/// source gives the same bytes, and so the same digest, everywhere.
fn rustflags(workspace: &Workspace, toolchain: &Toolchain) -> String {
    let mut flags: Vec<String> = toolchain.rustflags().iter().map(|&flag| flag.to_owned()).collect();
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    if let Some(home) = home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags.push(format!("--remap-path-prefix={}=wasmidem", workspace.root().display()));
    // in what is built, not in messages: those must lead an editor to the file
    flags.push("--remap-path-scope=macro,object".to_owned());
    flags.join("\u{1f}")
}

/// The core modules that cargo reports, by name. Unchanged ones are reported as well.
fn core_modules(messages: &str) -> Result<BTreeMap<String, PathBuf>> {
    let mut modules = BTreeMap::new();
    for line in messages.lines().filter(|line| line.starts_with('{')) {
        let message: Message = serde_json::from_str(line).context("cargo's messages are not as expected")?;
        let is_module = message.target.is_some_and(|target| target.kind.iter().any(is_cdylib));
        if message.reason != "compiler-artifact" || !is_module {
            continue;
        }
        let wasm = message.filenames.into_iter().find(|file| file.extension().is_some_and(is_wasm));
        let Some(path) = wasm else { continue };
        // A module is named after its folder: a crate cannot have every name (`test` is taken).
        let folder = message.manifest_path.parent().and_then(Path::file_name);
        let name = folder.or(path.file_stem()).and_then(|name| name.to_str()).map(str::to_owned);
        modules.insert(name.context("a module has a name that is not UTF-8")?, path);
    }
    Ok(modules)
}

fn is_cdylib(kind: &String) -> bool {
    kind == "cdylib"
}

fn is_wasm(extension: &std::ffi::OsStr) -> bool {
    extension == "wasm"
}

/// Removes modules whose source is gone, so that nobody runs them by mistake.
fn remove_others<T>(destination: &Path, modules: &BTreeMap<String, T>) -> Result<()> {
    for entry in fs::read_dir(destination)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_some_and(is_wasm) && !modules.contains_key(stem) {
            fs::remove_file(&path)
                .with_context(|| format!("cannot remove the old module `{}`", path.display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGES: &str = r#"
{"reason":"compiler-artifact","target":{"kind":["lib"],"name":"sdk"},"filenames":["/t/libsdk.rlib"]}
{"reason":"compiler-artifact","manifest_path":"/m/vpc/Cargo.toml","target":{"kind":["cdylib","rlib"],"name":"ec2_vpc"},"filenames":["/t/ec2_vpc.wasm","/t/libec2_vpc.rlib"],"fresh":true}
{"reason":"build-script-executed","package_id":"x"}
{"reason":"build-finished","success":true}
"#;

    #[test]
    fn modules_are_what_cargo_says_they_are() {
        let modules = core_modules(MESSAGES).unwrap();
        let expected = BTreeMap::from([("vpc".to_owned(), PathBuf::from("/t/ec2_vpc.wasm"))]);
        assert_eq!(modules, expected);
    }

    #[test]
    fn modules_without_a_source_are_removed() {
        let scratch = tempfile::tempdir().unwrap();
        for name in ["kept.wasm", "gone.wasm", "notes.txt"] {
            fs::write(scratch.path().join(name), "").unwrap();
        }
        let modules = BTreeMap::from([("kept".to_owned(), ())]);
        remove_others(scratch.path(), &modules).unwrap();
        assert!(scratch.path().join("kept.wasm").exists());
        assert!(!scratch.path().join("gone.wasm").exists());
        assert!(scratch.path().join("notes.txt").exists());
    }
}
