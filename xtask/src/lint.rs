//! `cargo xtask lint`: format, clippy and documentation.

use std::process::Command;

use anyhow::{Result, bail};

use crate::build;
use crate::cargo;
use crate::process::Stdout;
use crate::progress;
use crate::toolchain;
use crate::workspace::Workspace;

/// Check format, lints and documentation; everything is checked before it fails
#[derive(clap::Args)]
pub struct Args {}

/// Cargo workspaces apart from the root one.
const GUEST_WORKSPACES: &[&str] = &["guest-modules", "tests/guests"];

/// Those that are compiled by hand only: the fuzz targets, and the official clients.
const APART: [&str; 2] = ["tests/fuzz/engine", "tests/oracle"];

/// Runs all checks.
///
/// # Errors
/// When one of them finds something.
pub fn run(workspace: &Workspace, _args: &Args) -> Result<()> {
    toolchain::provide_component("rustfmt", "fmt")?;
    toolchain::provide_component("clippy", "clippy")?;
    let mut found = Vec::new();
    let mut check = |what: String, make: &dyn Fn() -> Command| {
        let step = progress::step(&what);
        if let Err(error) = cargo::run(workspace, Stdout::Inherit, make) {
            eprintln!("    {error:#}");
            found.push(what);
        }
        step.done();
    };
    let guests = GUEST_WORKSPACES.iter().copied();
    let guests = guests.filter(|name| workspace.root().join(name).join("Cargo.toml").is_file());
    check("format of the host".to_owned(), &|| fmt(build::root(workspace, &[])));
    for name in guests.clone() {
        check(format!("format of {name}"), &|| fmt(guest(workspace, name)));
    }
    for name in guests.clone().chain(APART) {
        check(format!("lock file of {name}"), &|| locked(guest(workspace, name)));
    }
    // Their format only: clippy would build the engine, and the clients.
    for name in APART {
        check(format!("format of {name}"), &|| fmt(guest(workspace, name)));
    }
    check("clippy on the host (the first time takes minutes)".to_owned(), &|| {
        clippy(build::root(workspace, &[]))
    });
    for name in guests {
        check(format!("clippy on {name}"), &|| clippy(guest(workspace, name)));
    }
    check("documentation of the host".to_owned(), &|| {
        let mut command = build::root(workspace, &["doc", "--workspace", "--no-deps"]);
        command.env("RUSTDOCFLAGS", "-D warnings");
        command
    });
    if !found.is_empty() {
        bail!("lint found something in: {}", found.join(", "));
    }
    println!("lint found nothing");
    Ok(())
}

fn guest(workspace: &Workspace, name: &str) -> Command {
    let mut command = cargo::command(&cargo::program(), &workspace.root().join(name));
    command.env("CARGO_TARGET_DIR", workspace.target("guests-native"));
    command
}

fn fmt(mut command: Command) -> Command {
    command.args(["fmt", "--all", "--check"]);
    command
}

/// What builds by its lock file alone would refuse to begin with.
fn locked(mut command: Command) -> Command {
    command.args(["update", "--workspace", "--locked", "--quiet"]);
    command
}

fn clippy(mut command: Command) -> Command {
    command.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    command
}
