//! libFuzzer: building it into the targets, and running it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Folders;
use crate::cargo;
use crate::process::{self, Stdout};
use crate::workspace::Workspace;

/// Counters for every edge and comparison, as libFuzzer reads them. Stable Rust has them; only
/// sanitizers need more.
const FLAGS: &[&str] = &[
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// Seconds an input may take: about 2 of the program, as counting makes it some three times slower.
const SECONDS: u32 = 6;
/// Megabytes the process may take.
const MEGABYTES: u32 = 1000;
/// Bytes of an input at most; larger ones are slow and rarely say more.
const BYTES: u32 = 8 << 10;
/// How long `rustc -vV` may take.
const LIMIT: Duration = Duration::from_secs(60);

/// What libFuzzer's exit codes mean.
const ENDS: &[(i32, &str)] = &[(70, "took too long"), (71, "took too much memory"), (77, "panicked")];

/// What came of fuzzing one target.
pub struct Run {
    /// How many inputs were run.
    pub executions: String,
    /// How the finding ended, if there is one.
    pub ended: &'static str,
    /// The input that was found.
    pub finding: Option<PathBuf>,
}

/// Builds the targets and returns the folder they are in.
///
/// # Errors
/// When they do not build, e.g. without a C++ compiler.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let triple = host_triple()?;
    let target = workspace.target("fuzz");
    let make = || {
        let directory = workspace.root().join("tests/fuzz/engine");
        let mut command = cargo::command(&cargo::program(), &directory);
        // with a target named, the flags do not apply to build scripts, which have no engine to link
        command.args(["build", "--release", "--locked", "--target", &triple]);
        command.env("CARGO_TARGET_DIR", &target);
        command.env_remove("RUSTFLAGS").env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
        command
    };
    cargo::run(workspace, Stdout::Inherit, make)
        .context("the engine does not build; it needs a C++ compiler (`apt-get install g++`)")?;
    Ok(target.join(triple).join("release"))
}

/// Fuzzes one target.
///
/// # Errors
/// When the engine cannot run.
pub fn fuzz(workspace: &Workspace, program: &Path, folders: &Folders, seconds: u32) -> Result<Run> {
    let mut command = Command::new(program);
    command.arg(&folders.corpus).args(&folders.seeds);
    command.arg(format!("-dict={}", workspace.root().join("tests/fuzz/sls.dict").display()));
    command.arg(format!("-artifact_prefix={}/", folders.findings.display()));
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-timeout={SECONDS}")).arg(format!("-rss_limit_mb={MEGABYTES}"));
    command.arg(format!("-max_len={BYTES}")).arg("-print_final_stats=1").stdin(Stdio::null());
    let shown = process::show(&mut command, Stdout::Inherit)?;
    let executions = statistic(&shown.stderr, "stat::number_of_executed_units:");
    let executions = executions.or_else(|| last_count(&shown.stderr)).unwrap_or("unknown").to_owned();
    if shown.status.success() {
        return Ok(Run { executions, ended: "", finding: None });
    }
    let end = ENDS.iter().find(|(code, _)| Some(*code) == shown.status.code());
    let ended = end.map_or("ended by a signal", |(_, text)| text);
    match statistic(&shown.stderr, "Test unit written to") {
        Some(path) => Ok(Run { executions, ended, finding: Some(PathBuf::from(path)) }),
        None => bail!("`{}` failed ({}); its messages are above", process::line(&command), shown.status),
    }
}

/// The rest of the line that holds `label`.
fn statistic<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.split_once(label)).map(|(_, rest)| rest.trim())
}

/// The count of the last line of progress: `#4096 pulse …`.
fn last_count(text: &str) -> Option<&str> {
    let count = |line: &'_ str| -> Option<usize> { line.strip_prefix('#')?.find(char::is_whitespace) };
    let line = text.lines().rev().find(|line| count(line).is_some())?;
    line.get(1..)?.split_whitespace().next()
}

/// The platform that is built for.
fn host_triple() -> Result<String> {
    let beside_cargo = cargo::program().with_file_name("rustc");
    let rustc = if beside_cargo.is_file() { beside_cargo } else { PathBuf::from("rustc") };
    let output = process::capture(Command::new(rustc).arg("-vV"), LIMIT)?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(statistic(&text, "host:").context("`rustc -vV` does not name the host")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_engine_says() {
        let text =
            "#2\tINITED cov: 5\n#4096\tpulse  cov: 7\nartifact_prefix='f/'; Test unit written to f/crash-1\n";
        assert_eq!(last_count(text), Some("4096"));
        assert_eq!(statistic(text, "Test unit written to"), Some("f/crash-1"));
        assert_eq!(statistic(text, "stat::number_of_executed_units:"), None);
        assert_eq!(last_count("nothing"), None);
    }
}
