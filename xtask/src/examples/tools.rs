//! The tools that make components, each downloaded once to the target directory.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Language;
use crate::apt::{self, Permission};
use crate::cargo;
use crate::process::{self, Stdout};
use crate::progress;
use crate::python;
use crate::workspace::Workspace;

/// The version whose bindings the examples are written for; the one `sdk-guest` uses.
const WIT_BINDGEN: &str = "0.61.1";

/// componentize-qjs needs no later one, and Debian 12 has it.
const NODE_MAJOR: u32 = 18;

const NPM_LIMIT: Duration = Duration::from_secs(300);

/// Where the tools are.
#[derive(Debug, Default)]
pub struct Tools {
    directories: Vec<PathBuf>,
}

impl Tools {
    /// Makes sure that the tools of a language are there.
    ///
    /// # Errors
    /// When they are not and cannot be had; the message says how to get them.
    pub fn provide(&mut self, workspace: &Workspace, language: Language) -> Result<()> {
        match language {
            // found when it is needed, see `toolchain`
            Language::Rust => {}
            Language::Python => {
                let pinned = "examples/modules/python/gateway/requirements.txt";
                let environment = python::environment(workspace, "componentize-py", pinned)?;
                self.directories.push(environment.join("bin"));
            }
            Language::Js => {
                provide_programs(&["nodejs", "npm"], "Node.js 18 or later with npm", node_is_there)?;
                self.directories.push(componentize_qjs(workspace)?);
            }
            Language::C => {
                let there = || answers("make") && answers("cc");
                provide_programs(&["make", "gcc", "libc6-dev"], "make and a C compiler", there)?;
                let pinned = "examples/modules/c/gateway/requirements.txt";
                let environment = python::environment(workspace, "zig", pinned)?;
                self.directories.push(environment.join("bin"));
                self.directories.push(wit_bindgen(workspace)?);
            }
        }
        Ok(())
    }

    /// A search path on which they come first.
    ///
    /// # Errors
    /// When a directory has a character that a search path cannot hold.
    pub fn path(&self) -> Result<OsString> {
        let present = env::var_os("PATH").unwrap_or_default();
        let all = self.directories.iter().cloned().chain(env::split_paths(&present));
        env::join_paths(all).context("the target directory cannot stand in a search path")
    }
}

/// Makes sure that programs are there, by Debian's packages if need be and allowed.
fn provide_programs(packages: &[&str], what: &str, there: impl Fn() -> bool) -> Result<()> {
    if there() {
        return Ok(());
    }
    let permission = apt::permission();
    let line = apt::install_line(packages);
    match permission {
        Permission::NotDebian => bail!("{what} is missing; install it"),
        Permission::Ask => bail!("{what} is missing; install it: {line}"),
        Permission::Root | Permission::Sudo => {
            apt::install(permission, packages)
                .with_context(|| format!("cannot install {what}; try: {line}"))?;
        }
    }
    if !there() {
        bail!("{what} is missing, and Debian's packages do not bring it");
    }
    Ok(())
}

fn answer(program: &str) -> Option<String> {
    let output = process::capture(Command::new(program).arg("--version"), Duration::from_secs(30)).ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn answers(program: &str) -> bool {
    answer(program).is_some()
}

fn node_is_there() -> bool {
    answer("node").and_then(|version| node_major(&version)).is_some_and(|major| major >= NODE_MAJOR)
        && answers("npm")
}

/// 20 of `v20.20.2`.
fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// From npm, the version that the examples pin. Returns the directory of its programs. Without a lock
/// file: it is one package, whose builds for some machines were never published, which `npm ci`
/// takes for a mistake.
fn componentize_qjs(workspace: &Workspace) -> Result<PathBuf> {
    let directory = workspace.target("componentize-qjs");
    let example = workspace.root().join("examples/modules/js/gateway");
    let programs = directory.join("node_modules/.bin");
    let wanted = fs::read(example.join("package.json")).context("cannot read `package.json`")?;
    let marker = directory.join("complete");
    if fs::read(&marker).is_ok_and(|made| made == wanted) {
        return Ok(programs);
    }
    if workspace.offline() {
        bail!("componentize-qjs has to be downloaded once; run again without --offline");
    }
    let step = progress::step("installing componentize-qjs from npm (once, some seconds)");
    fs::create_dir_all(&directory)?;
    fs::write(directory.join("package.json"), &wanted)?;
    let mut command = Command::new("npm");
    command
        .args(["install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(&directory);
    let output = process::capture(&mut command, NPM_LIMIT)?;
    if !output.status.success() {
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        bail!("`npm install` failed ({}); its messages are above", output.status);
    }
    fs::write(&marker, wanted)?;
    step.done();
    Ok(programs)
}

/// From crates.io. Returns the directory of the program.
fn wit_bindgen(workspace: &Workspace) -> Result<PathBuf> {
    let root = workspace.target("wit-bindgen");
    let programs = root.join("bin");
    let program = programs.join("wit-bindgen");
    let is_it = |answer: String| answer.split_whitespace().any(|word| word == WIT_BINDGEN);
    if program.to_str().and_then(answer).is_some_and(is_it) {
        return Ok(programs);
    }
    let step = progress::step("building wit-bindgen (once, about a minute)");
    cargo::run(workspace, Stdout::Inherit, || {
        let mut command = cargo::command(&cargo::program(), Path::new("."));
        command.args([
            "install",
            "wit-bindgen-cli",
            "--version",
            WIT_BINDGEN,
            "--locked",
            "--force",
            "--debug",
        ]);
        command.args(["--no-default-features", "--features", "c", "--root"]).arg(&root);
        command.env("CARGO_TARGET_DIR", workspace.target("wit-bindgen/build"));
        command
    })?;
    step.done();
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_tools_come_first() {
        let tools = Tools { directories: vec!["/ours/bin".into()] };
        let path = tools.path().unwrap();
        let first = env::split_paths(&path).next().unwrap();
        assert_eq!(first, PathBuf::from("/ours/bin"));
        assert!(env::split_paths(&path).count() > 1);
    }

    #[test]
    fn the_version_of_node_is_read() {
        assert_eq!(node_major("v20.20.2\n"), Some(20));
        assert_eq!(node_major("20"), None);
    }

    #[test]
    fn what_cannot_be_had_is_named() {
        assert!(provide_programs(&[], "it", || true).is_ok());
        assert!(!answers("no-such-program-here"));
    }
}
