//! `cargo xtask oracle`: holds our requests and answers against those of the official clients.

use std::fs;

use anyhow::{Result, bail};

use crate::cargo;
use crate::process::Stdout;
use crate::progress;
use crate::workspace::Workspace;

/// Compare what the typed doors send and understand with the official clients
///
/// Compiles aws-sdk-ec2, which takes minutes and 8 GB of memory unless it was compiled before. The
/// operations are those of `wit`, their inputs are made up, and answers are canned: nothing is sent.
/// Anything that differs is exit code 1.
#[derive(clap::Args)]
pub struct Args {
    /// Begin even if less than 9 GB of memory are free
    #[arg(long)]
    force: bool,
}

/// What has to be free, in GB: what the compiler takes, and some room.
const GIGABYTES: u64 = 9;

/// Builds the clients and compares.
///
/// # Errors
/// When there is too little memory, something does not build, or something differs.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    println!("aws-sdk-ec2 takes minutes and 8 GB of memory to compile, unless it was compiled before");
    if !args.force {
        enough(fs::read_to_string("/proc/meminfo").ok().as_deref().and_then(available))?;
    }
    let step = progress::step("comparing with the official clients");
    let make = || {
        let mut command = cargo::command(&cargo::program(), &workspace.root().join("tests/oracle"));
        command.args(["test", "--locked"]).env("CARGO_TARGET_DIR", workspace.target("oracle"));
        command
    };
    cargo::run(workspace, Stdout::Inherit, make)?;
    step.done();
    Ok(())
}

/// Refuses if it is known that too few bytes are free.
fn enough(free: Option<u64>) -> Result<()> {
    match free {
        Some(bytes) if bytes < GIGABYTES * 1_000_000_000 => bail!(
            "compiling aws-sdk-ec2 takes 8 GB of memory, and {:.1} GB are free; end other programs, or give \
             `--force`",
            bytes as f64 / 1e9
        ),
        _ => Ok(()),
    }
}

/// The bytes that programs can still get, from what Linux tells of its memory.
fn available(told: &str) -> Option<u64> {
    let line = told.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;

    /// The versions of the SDK's crates in a lock file.
    fn versions(lock: &str) -> BTreeMap<String, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = fs::read_to_string(root.join(lock)).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let entry = |pair: &[&str]| {
            let name = pair[0].strip_prefix("name = \"aws-")?.trim_end_matches('"').to_owned();
            Some((name, pair[1].strip_prefix("version = ")?.to_owned()))
        };
        lines.windows(2).filter_map(entry).collect()
    }

    #[test]
    fn the_clients_run_on_what_we_run_on() {
        let (ours, mut theirs) = (versions("Cargo.lock"), versions("tests/oracle/Cargo.lock"));
        assert!(theirs.remove("sdk-ec2").is_some(), "{theirs:?}");
        assert!(theirs.len() > 10, "{theirs:?}");
        for (name, version) in theirs {
            assert_eq!(ours.get(&name), Some(&version), "aws-{name}: update tests/oracle/Cargo.lock too");
        }
    }

    #[test]
    fn too_little_memory_is_refused() {
        let told = "MemTotal:       24627356 kB\nMemFree:         6893140 kB\nMemAvailable:    8000000 kB\n";
        let free = available(told);
        assert_eq!(free, Some(8_192_000_000));
        let message = enough(free).unwrap_err().to_string();
        assert!(message.contains("8.2 GB are free"), "{message}");
        assert!(enough(Some(9_000_000_000)).is_ok());
        assert!(enough(available("nothing of the kind")).is_ok());
    }
}
