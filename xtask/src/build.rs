//! `cargo xtask build`: the modules and the program.

use std::process::Command;

use anyhow::Result;

use crate::cargo;
use crate::guests;
use crate::process::Stdout;
use crate::progress;
use crate::workspace::Workspace;

/// Build the modules and the program (target/release/wasmidem)
#[derive(clap::Args, Default)]
#[group(skip)]
pub struct Args {
    /// How to build the modules.
    #[command(flatten)]
    pub guests: guests::Args,
}

/// Builds the modules, then the program.
///
/// # Errors
/// When either does not build.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    guests::run(workspace, &args.guests)?;
    host(workspace, &["build", "--release", "--package", "wasmidem"])
}

/// Builds the program with the tests and all that is measured, in one go: with one choice of features
/// for what they depend on, so that nothing large is compiled twice.
///
/// # Errors
/// When something does not build.
pub fn everything(workspace: &Workspace) -> Result<()> {
    host(workspace, &["build", "--release", "--workspace", "--all-targets"])
}

/// Runs a cargo command that compiles the program.
///
/// # Errors
/// When it does not build.
fn host(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let first = !workspace.host_binary().exists();
    let hint = if first { " (the first time takes some minutes)" } else { "" };
    let step = progress::step(&format!("building the host{hint}"));
    cargo::run(workspace, Stdout::Inherit, || root(workspace, arguments))?;
    step.done();
    Ok(())
}

/// A call of cargo in the root workspace.
pub fn root(workspace: &Workspace, arguments: &[&str]) -> Command {
    let mut command = cargo::command(&cargo::program(), workspace.root());
    command.args(arguments);
    command
}
