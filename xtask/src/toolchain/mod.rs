//! Finds a Rust toolchain that builds for `wasm32-unknown-unknown`.
//!
//! Three ways, tried in this order: the active toolchain has the target; rustup adds it; Debian's
//! own Rust builds the standard library for it from source. The answer is remembered.

mod debian;
mod rustup;

pub use rustup::provide_component;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::apt::{self, Permission};
use crate::cargo;
use crate::progress;
use crate::workspace::Workspace;

/// The target of all Rust modules: no WASI, so nothing to import but our interfaces.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A toolchain that builds modules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Toolchain {
    /// The active one, which has the target.
    Active {
        /// Its cargo, absolute; another active toolchain makes the answer stale.
        cargo: PathBuf,
        /// The target's libraries.
        libraries: PathBuf,
    },
    /// Debian's packages, with `-Zbuild-std`.
    Debian,
}

/// What to insist on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// The active toolchain, with the target added by rustup if need be
    Active,
    /// Debian's packages rustc-web, cargo-web, rust-web-src and lld-19
    Debian,
}

/// What was found on this machine.
#[derive(Clone, Debug)]
struct Facts {
    /// The active toolchain has the target.
    target_installed: bool,
    rustup: bool,
    /// Debian's packages are all there.
    debian_complete: bool,
    permission: Permission,
    offline: bool,
}

/// One way to get a toolchain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    Active,
    AddTarget,
    Debian,
    InstallDebian,
}

/// The toolchain for modules: the remembered one, or one found (and, if need be, installed) now.
///
/// # Errors
/// When no way is open; the message holds the command that opens one.
pub fn find(workspace: &Workspace, kind: Option<Kind>) -> Result<Toolchain> {
    let memory = workspace.target("xtask/toolchain.json");
    if let Some(toolchain) = remembered(&memory, kind) {
        return Ok(toolchain);
    }
    let step = progress::step("looking for a Rust toolchain that builds WebAssembly modules");
    let facts = Facts {
        target_installed: rustup::libraries()?.is_dir(),
        rustup: rustup::is_present(),
        debian_complete: debian::is_complete(),
        permission: apt::permission(),
        offline: workspace.offline(),
    };
    for attempt in attempts(&facts, kind) {
        match attempt.make(facts.permission) {
            Ok(toolchain) => {
                remember(&memory, &toolchain)?;
                progress::note(&format!("using {toolchain}"));
                step.done();
                return Ok(toolchain);
            }
            Err(error) => progress::note(&format!("{error:#}")),
        }
    }
    bail!("no Rust toolchain for {TARGET}; {}", advice(&facts));
}

impl Toolchain {
    /// The call of cargo that builds `arguments` for the target in `directory`.
    pub fn cargo(&self, directory: &Path) -> Command {
        match self {
            Self::Active { cargo, .. } => cargo::command(cargo, directory),
            Self::Debian => debian::cargo(directory),
        }
    }

    /// The flags for rustc.
    pub fn rustflags(&self) -> &'static [&'static str] {
        match self {
            Self::Active { .. } => &[],
            Self::Debian => debian::RUSTFLAGS,
        }
    }

    /// The arguments of `cargo build`.
    pub fn build_arguments(&self) -> &'static [&'static str] {
        match self {
            Self::Active { .. } => &[],
            Self::Debian => debian::BUILD_ARGUMENTS,
        }
    }

    fn is_still_there(&self) -> bool {
        match self {
            Self::Active { cargo, libraries } => *cargo == cargo::program() && libraries.is_dir(),
            Self::Debian => debian::is_complete(),
        }
    }

    fn is(&self, kind: Kind) -> bool {
        match self {
            Self::Active { .. } => kind == Kind::Active,
            Self::Debian => kind == Kind::Debian,
        }
    }
}

impl std::fmt::Display for Toolchain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Active { .. } => write!(f, "the active toolchain with its {TARGET} target"),
            Self::Debian => write!(f, "Debian's Rust, which builds the standard library first"),
        }
    }
}

impl Attempt {
    fn make(self, permission: Permission) -> Result<Toolchain> {
        match self {
            Self::Active => {}
            Self::AddTarget => rustup::add_target()?,
            Self::Debian => return Ok(Toolchain::Debian),
            Self::InstallDebian => {
                apt::install(permission, debian::PACKAGES)?;
                if !debian::is_complete() {
                    bail!("Debian's Rust packages are installed but not as expected");
                }
                return Ok(Toolchain::Debian);
            }
        }
        let libraries = rustup::libraries()?;
        if !libraries.is_dir() {
            bail!("the active toolchain still lacks {TARGET}");
        }
        Ok(Toolchain::Active { cargo: cargo::program(), libraries })
    }
}

/// The ways worth trying, best first.
fn attempts(facts: &Facts, kind: Option<Kind>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    if kind != Some(Kind::Debian) {
        if facts.target_installed {
            attempts.push(Attempt::Active);
        } else if facts.rustup && !facts.offline {
            attempts.push(Attempt::AddTarget);
        }
    }
    if kind != Some(Kind::Active) {
        let may_install = matches!(facts.permission, Permission::Root | Permission::Sudo);
        if facts.debian_complete {
            attempts.push(Attempt::Debian);
        } else if may_install && !facts.offline {
            attempts.push(Attempt::InstallDebian);
        }
    }
    attempts
}

/// What a person can do when nothing worked.
fn advice(facts: &Facts) -> String {
    let install = apt::install_line(debian::PACKAGES);
    let rustup = format!("rustup target add {TARGET}");
    match (facts.rustup, facts.permission) {
        (_, Permission::NotDebian) => format!("install it: {rustup}"),
        (true, _) => format!("install it: {rustup} (or: {install})"),
        (false, _) => format!("install it: {install}"),
    }
}

fn remembered(memory: &Path, kind: Option<Kind>) -> Option<Toolchain> {
    let toolchain: Toolchain = serde_json::from_slice(&fs::read(memory).ok()?).ok()?;
    let wanted = kind.is_none_or(|kind| toolchain.is(kind));
    (wanted && toolchain.is_still_there()).then_some(toolchain)
}

fn remember(memory: &Path, toolchain: &Toolchain) -> Result<()> {
    let directory = memory.parent().context("the target directory has no parent")?;
    fs::create_dir_all(directory)?;
    fs::write(memory, serde_json::to_vec_pretty(toolchain)?)
        .with_context(|| format!("cannot write `{}`", memory.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare() -> Facts {
        Facts {
            target_installed: false,
            rustup: false,
            debian_complete: false,
            permission: Permission::Ask,
            offline: false,
        }
    }

    #[test]
    fn what_is_there_is_taken_first() {
        let facts = Facts { target_installed: true, rustup: true, debian_complete: true, ..bare() };
        assert_eq!(attempts(&facts, None), [Attempt::Active, Attempt::Debian]);
        assert_eq!(attempts(&facts, Some(Kind::Active)), [Attempt::Active]);
        assert_eq!(attempts(&facts, Some(Kind::Debian)), [Attempt::Debian]);
    }

    #[test]
    fn rustup_comes_before_debian() {
        let facts = Facts { rustup: true, permission: Permission::Root, ..bare() };
        assert_eq!(attempts(&facts, None), [Attempt::AddTarget, Attempt::InstallDebian]);
        let without_rustup = Facts { rustup: false, ..facts };
        assert_eq!(attempts(&without_rustup, None), [Attempt::InstallDebian]);
    }

    #[test]
    fn offline_installs_nothing() {
        let facts = Facts { rustup: true, permission: Permission::Root, offline: true, ..bare() };
        assert_eq!(attempts(&facts, None), []);
        let ready = Facts { debian_complete: true, ..facts };
        assert_eq!(attempts(&ready, None), [Attempt::Debian]);
    }

    #[test]
    fn a_person_without_rights_gets_the_command() {
        assert_eq!(attempts(&bare(), None), []);
        let line = "sudo apt-get install -y rustc-web cargo-web rust-web-src lld-19";
        assert_eq!(advice(&bare()), format!("install it: {line}"));
        let elsewhere = Facts { permission: Permission::NotDebian, rustup: true, ..bare() };
        assert_eq!(advice(&elsewhere), format!("install it: rustup target add {TARGET}"));
    }

    #[test]
    fn the_answer_is_remembered_until_it_is_stale() {
        let scratch = tempfile::tempdir().unwrap();
        let memory = scratch.path().join("xtask/toolchain.json");
        let libraries = scratch.path().join("lib");
        fs::create_dir(&libraries).unwrap();
        let toolchain = Toolchain::Active { cargo: cargo::program(), libraries: libraries.clone() };
        assert_eq!(remembered(&memory, None), None);
        remember(&memory, &toolchain).unwrap();
        assert_eq!(remembered(&memory, None), Some(toolchain.clone()));
        assert_eq!(remembered(&memory, Some(Kind::Active)), Some(toolchain));
        assert_eq!(remembered(&memory, Some(Kind::Debian)), None);
        fs::remove_dir(&libraries).unwrap();
        assert_eq!(remembered(&memory, None), None);
    }
}
