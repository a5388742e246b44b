//! Runs cargo: without what the outer cargo told us about ourselves, and offline if the network
//! is away.

use std::env;
use std::ffi::OsString;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::{self, Shown, Stdout};
use crate::progress;
use crate::workspace::Workspace;

/// What cargo writes when a download fails.
const NETWORK_FAILURES: &[&str] = &[
    "failed to download",
    "Could not resolve host",
    "Unable to update registry",
    "network failure seems to have happened",
    "spurious network error",
    "failed to query replaced source registry",
    "failed to fetch",
    "Connection refused",
    "Couldn't connect to server",
    "Timeout was reached",
];

/// As `--offline`, but for every subcommand.
const OFFLINE: &str = "CARGO_NET_OFFLINE";

/// Variables the outer cargo sets for the program it runs. Build scripts that watch them (ring's
/// does) would run again for every change between a direct build and one of ours.
const ABOUT_US: &[&str] = &[
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_PATH",
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_PRIMARY_PACKAGE",
    "OUT_DIR",
];

/// The cargo that runs us.
pub fn program() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from)
}

/// A call of `program` (a cargo) in `directory`.
pub fn command(program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory);
    let inherited = env::vars_os().map(|(name, _)| name).filter(is_about_us);
    for name in inherited {
        command.env_remove(name);
    }
    if stderr().is_terminal() {
        // we stand between cargo and the terminal
        command.env("CARGO_TERM_COLOR", "always");
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80");
    }
    command
}

/// Runs what `make` builds, once more offline if the first attempt failed for lack of a
/// network. Standard error is shown.
///
/// # Errors
/// When cargo cannot be started or fails; its own messages have been shown.
pub fn run(workspace: &Workspace, stdout: Stdout, make: impl Fn() -> Command) -> Result<Shown> {
    let mut command = make();
    if workspace.offline() {
        command.env(OFFLINE, "true");
    }
    let mut shown = process::show(&mut command, stdout)?;
    if !shown.status.success() && !workspace.offline() && is_network_failure(&shown.stderr) {
        progress::note("the network is away; trying with what was downloaded before");
        command = make();
        command.env(OFFLINE, "true");
        shown = process::show(&mut command, stdout)?;
    }
    if !shown.status.success() {
        bail!("`{}` failed ({}); its messages are above", process::line(&command), shown.status);
    }
    Ok(shown)
}

fn is_about_us(name: &OsString) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || ABOUT_US.contains(&name))
}

fn is_network_failure(stderr: &str) -> bool {
    NETWORK_FAILURES.iter().any(|text| stderr.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_network_failures_are_tried_again() {
        let away = "error: failed to get `serde`\n  [6] Could not resolve host: index.crates.io";
        assert!(is_network_failure(away));
        assert!(!is_network_failure("error[E0308]: mismatched types"));
        assert!(!is_network_failure("error: the lock file needs to be updated"));
    }

    #[test]
    fn settings_of_the_person_are_kept() {
        assert!(is_about_us(&"CARGO_PKG_NAME".into()));
        assert!(is_about_us(&"CARGO_MANIFEST_DIR".into()));
        assert!(!is_about_us(&"CARGO_HOME".into()));
        assert!(!is_about_us(&"CARGO_TARGET_DIR".into()));
        assert!(!is_about_us(&"CARGO_BUILD_JOBS".into()));
    }
}
