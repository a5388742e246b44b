//! `cargo xtask measure`: what a program costs. The kernel counts for all finished children of a
//! process together, so each measured program gets a process like this one for itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;
use serde::{Deserialize, Serialize};

use crate::process;

/// A measured program that takes longer is ended.
const LIMIT: Duration = Duration::from_secs(300);
/// How much longer the process that measures may take, so that it ends the program, not we it.
const GRACE: Duration = Duration::from_secs(20);

/// Run a program and write what it cost to a file, as JSON
#[derive(clap::Args)]
#[command(hide = true)]
pub struct Args {
    /// Where the costs go
    #[arg(long)]
    to: PathBuf,
    /// The program and its arguments
    #[arg(last = true, required = true)]
    command: Vec<String>,
}

/// What a program, with the children it waited for, cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// CPU time, user and system, in seconds.
    pub cpu: f64,
    /// From start to end, in seconds.
    pub wall: f64,
    /// The largest resident set of one process, in bytes.
    pub peak: f64,
}

/// Runs the program and writes its costs.
///
/// # Errors
/// When it cannot be started or does not succeed.
pub fn run(args: &Args) -> Result<()> {
    let (program, arguments) = args.command.split_first().context("no program given")?;
    let start = Instant::now();
    let child = Command::new(program).args(arguments).spawn();
    let mut child = child.with_context(|| format!("cannot start `{program}`"))?;
    let status = process::wait(&mut child, LIMIT).with_context(|| format!("`{program}`"))?;
    let wall = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("`{program}` failed ({status})");
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu = seconds(usage.user_time()) + seconds(usage.system_time());
    // Linux counts in KiB
    let peak = u32::try_from(usage.max_rss()).context("no sensible amount of memory")?;
    let peak = f64::from(peak) * 1024.0;
    fs::write(&args.to, serde_json::to_vec(&Cost { cpu, wall, peak })?)
        .with_context(|| format!("cannot write `{}`", args.to.display()))
}

/// Runs `command` (its program, arguments, directory and environment) measured; returns its cost
/// and its standard output.
///
/// # Errors
/// When it fails; the message holds the end of its standard error.
pub fn measure(command: &Command, to: &Path) -> Result<(Cost, Vec<u8>)> {
    let mut measured = Command::new(std::env::current_exe()?);
    measured.arg("measure").arg("--to").arg(to).arg("--");
    measured.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    if let Some(directory) = command.get_current_dir() {
        measured.current_dir(directory);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measured.env(name, value),
            None => measured.env_remove(name),
        };
    }
    let output = process::capture(&mut measured, LIMIT + GRACE)?;
    if !output.status.success() {
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        let said = String::from_utf8_lossy(&said);
        let skipped = said.lines().count().saturating_sub(15);
        let end = said.lines().skip(skipped).collect::<Vec<_>>().join("\n");
        bail!("`{}` failed; its last words:\n{end}", process::line(command));
    }
    let cost = serde_json::from_slice(&fs::read(to)?).context("no costs were written")?;
    Ok((cost, output.stdout))
}

fn seconds(time: TimeVal) -> f64 {
    Duration::from_micros(
        u64::try_from(time.tv_sec()).unwrap_or(0) * 1_000_000 + u64::try_from(time.tv_usec()).unwrap_or(0),
    )
    .as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_of_a_program_is_written() {
        let scratch = tempfile::tempdir().unwrap();
        let to = scratch.path().join("cost.json");
        let script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
        let command = ["sh", "-c", script].map(str::to_owned).to_vec();
        run(&Args { to: to.clone(), command }).unwrap();
        let cost: Cost = serde_json::from_slice(&fs::read(&to).unwrap()).unwrap();
        assert!(cost.cpu > 0.01, "{cost:?}");
        assert!(cost.wall > 0.01 && cost.peak > 5e5, "{cost:?}");
    }

    #[test]
    fn a_failing_program_has_no_cost() {
        let scratch = tempfile::tempdir().unwrap();
        let to = scratch.path().join("cost.json");
        assert!(run(&Args { to: to.clone(), command: vec!["false".to_owned()] }).is_err());
        assert!(!to.exists());
    }
}
