//! `cargo xtask test`: all tests, with all they need.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::build;
use crate::cargo;
use crate::emulator;
use crate::examples::{self, Tools};
use crate::guests;
use crate::process::{self, Stdout};
use crate::progress;
use crate::workspace::Workspace;

/// Run all tests: of the host, of the built program on the AWS emulator, and of the modules
///
/// Builds with the release profile, so that the AWS SDK is compiled only once. The tests get
/// WASMIDEM_BIN, WASMIDEM_MODULES_DIR, WASMIDEM_TEST_MODULES, WASMIDEM_EXAMPLE_MODULES,
/// WASMIDEM_EXAMPLE_TOOLS and WASMIDEM_EMULATOR.
#[derive(clap::Args)]
pub struct Args {
    /// Run only tests whose name contains one of these
    filter: Vec<String>,
    #[command(flatten)]
    guests: guests::Args,
}

/// What the test programs counted.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    passed: usize,
    failed: usize,
    ignored: usize,
}

/// The tests of one cargo workspace.
struct Suite {
    name: &'static str,
    command: Command,
}

/// Sets everything up and runs the tests.
///
/// # Errors
/// When something does not build, a test fails, or no test matches the filter.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    let start = Instant::now();
    guests::run(workspace, &args.guests)?;
    let tools = examples::build(workspace, args.guests.toolchain, None)?;
    build::everything(workspace)?;
    let server = emulator::install(workspace)?;
    let mut totals = Totals::default();
    let mut broken = Vec::new();
    for mut suite in suites(workspace, &server, &tools, &args.filter)? {
        let step = progress::step(&format!("testing {}", suite.name));
        let shown = process::show(&mut suite.command, Stdout::Show)?;
        totals.add(&String::from_utf8_lossy(&shown.stdout));
        if !shown.status.success() {
            broken.push(suite.name);
        }
        step.done();
    }
    let elapsed = progress::human(start.elapsed());
    if !broken.is_empty() {
        bail!("tests failed in {}: {totals}, in {elapsed}", broken.join(" and "));
    }
    if totals.passed == 0 {
        bail!("no test matches `{}`", args.filter.join(" "));
    }
    println!("all tests passed: {totals}, in {elapsed}");
    Ok(())
}

fn suites(workspace: &Workspace, server: &Path, tools: &Tools, filter: &[String]) -> Result<Vec<Suite>> {
    let arguments = ["test", "--release", "--workspace", "--no-fail-fast"];
    let mut host = build::root(workspace, &arguments);
    host.env("WASMIDEM_BIN", workspace.host_binary());
    host.env("WASMIDEM_MODULES_DIR", workspace.modules());
    host.env("WASMIDEM_TEST_MODULES", workspace.test_modules());
    host.env("WASMIDEM_EXAMPLE_MODULES", workspace.example_modules());
    host.env("WASMIDEM_EXAMPLE_TOOLS", tools.path()?);
    host.env("WASMIDEM_EMULATOR", server);
    host.arg("--").args(filter);
    let mut suites = vec![Suite { name: "the host and the program", command: host }];
    if workspace.root().join("guest-modules/Cargo.toml").is_file() {
        let step = progress::step("building the modules' own tests");
        cargo::run(workspace, Stdout::Inherit, || modules(workspace, &["--no-run"]))?;
        step.done();
        let mut command = modules(workspace, &["--no-fail-fast", "--"]);
        command.args(filter);
        suites.push(Suite { name: "the modules", command });
    }
    Ok(suites)
}

/// The tests of the modules, which run natively.
fn modules(workspace: &Workspace, arguments: &[&str]) -> Command {
    let directory = workspace.root().join("guest-modules");
    let mut command = cargo::command(&cargo::program(), &directory);
    command.env("CARGO_TARGET_DIR", workspace.target("guests-native"));
    command.args(["test", "--workspace"]).args(arguments);
    command
}

impl Totals {
    /// Adds up the `test result:` lines of `output`, coloured or not.
    fn add(&mut self, output: &str) {
        for line in output.lines().filter(|line| line.contains("test result: ")) {
            for part in line.split([';', '.']) {
                let mut words = part.split_whitespace();
                let count = words.next().and_then(|word| word.parse::<usize>().ok());
                match (count, words.next()) {
                    (Some(count), Some("passed")) => self.passed += count,
                    (Some(count), Some("failed")) => self.failed += count,
                    (Some(count), Some("ignored")) => self.ignored += count,
                    _ => {}
                }
            }
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} ignored", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let output = "\
running 2 tests
test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s
test result: \u{1b}[31mFAILED\u{1b}[m. 4 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out
a test prints: 7 passed; 7 failed
";
        let mut totals = Totals::default();
        totals.add(output);
        assert_eq!(totals, Totals { passed: 6, failed: 1, ignored: 1 });
        assert_eq!(totals.to_string(), "6 passed, 1 failed, 1 ignored");
    }
}
