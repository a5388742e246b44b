//! The active toolchain, and rustup to add the target to it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::TARGET;
use crate::cargo;
use crate::process;
use crate::progress;

/// A download that needs longer than this is not going to come.
const LIMIT: Duration = Duration::from_secs(60);

/// Where the active toolchain keeps (or would keep) the libraries of the target.
///
/// # Errors
/// When rustc cannot be asked.
pub fn libraries() -> Result<PathBuf> {
    let beside_cargo = cargo::program().with_file_name("rustc");
    let rustc = if beside_cargo.is_file() { beside_cargo } else { PathBuf::from("rustc") };
    let mut command = Command::new(rustc);
    let output = process::capture(command.args(["--print", "sysroot"]), LIMIT)?;
    if !output.status.success() {
        bail!("`rustc --print sysroot` failed ({})", output.status);
    }
    let sysroot = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    Ok(sysroot.join("lib/rustlib").join(TARGET).join("lib"))
}

/// Whether rustup manages the toolchains here.
pub fn is_present() -> bool {
    process::capture(Command::new("rustup").arg("--version"), LIMIT)
        .is_ok_and(|output| output.status.success())
}

/// Adds the target to the active toolchain.
///
/// # Errors
/// When rustup fails or takes too long, e.g. without a network.
pub fn add_target() -> Result<()> {
    rustup(&["target", "add", TARGET])
}

/// Makes sure that the active toolchain has `component`, which brings `cargo SUBCOMMAND`.
///
/// # Errors
/// When it is missing and rustup cannot add it.
pub fn provide_component(component: &str, subcommand: &str) -> Result<()> {
    let mut check = cargo::command(&cargo::program(), Path::new("."));
    let check = process::capture(check.args([subcommand, "--version"]), LIMIT)?;
    if check.status.success() {
        return Ok(());
    }
    rustup(&["component", "add", component]).with_context(|| {
        format!("`cargo {subcommand}` is missing; install it: rustup component add {component}")
    })
}

fn rustup(arguments: &[&str]) -> Result<()> {
    let line = format!("rustup {}", arguments.join(" "));
    progress::note(&format!("{line} (at most {} s)", LIMIT.as_secs()));
    let output = process::capture(Command::new("rustup").args(arguments), LIMIT)?;
    if output.status.success() {
        return Ok(());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let reason = stderr.lines().find_map(|line| line.strip_prefix("error:"));
    bail!("`{line}` failed: {}", reason.unwrap_or("no reason given").trim())
}
