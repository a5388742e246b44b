//! `cargo xtask fuzz`: looks for inputs that break the readers of state files.

mod engine;
mod seeds;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::progress;
use crate::workspace::Workspace;

/// Look for inputs that break the readers of state files, guided by the code they reach
///
/// Needs a C++ compiler, for the engine (libFuzzer). An input that panics, takes more than 2
/// seconds (6 with the counters) or 1 GB is a finding: it is kept in tests/fuzz/findings, where `cargo xtask test` runs it
/// again, and the exit code is 1. What is learned is kept in target/fuzz/corpus for the next time.
#[derive(clap::Args)]
pub struct Args {
    /// Only this target; all of them if none is named
    target: Option<Target>,
    /// How long to look, for each target
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
}

/// What is fuzzed: a function of `tests/fuzz`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Target {
    /// The YAML loader
    Yaml,
    /// The compiler of state files, templates and requisites included
    Compile,
    /// Arguments taken from other states, up to the run
    Binding,
}

impl Target {
    fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Compile => "compile",
            Self::Binding => "binding",
        }
    }
}

/// Fuzzes the targets one after the other.
///
/// # Errors
/// When the engine does not build, or something is found.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    let targets = args.target.map_or_else(|| Target::value_variants().to_vec(), |target| vec![target]);
    let step = progress::step("building the targets with coverage counters");
    let built = engine::build(workspace)?;
    step.done();
    let mut found = Vec::new();
    for target in targets {
        let name = target.name();
        let folders = Folders::make(workspace, name)?;
        let step = progress::step(&format!("fuzzing {name} for {} s", args.seconds));
        let run = engine::fuzz(workspace, &built.join(name), &folders, args.seconds)?;
        step.done();
        println!("{name}: {} executions, a corpus of {} inputs", run.executions, count(&folders.corpus)?);
        if let Some(input) = run.finding {
            println!("{name}: {}: {}", run.ended, workspace.display(&input));
            found.push(name);
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    bail!(
        "found something in: {}; see the messages above, mend it, and keep the input in tests/fuzz/findings",
        found.join(", ")
    )
}

/// Where the inputs of a target are.
struct Folders {
    /// What the engine has learned.
    corpus: PathBuf,
    /// What it begins with besides: ours, and the state files of the cases.
    seeds: Vec<PathBuf>,
    /// Where findings go.
    findings: PathBuf,
}

impl Folders {
    fn make(workspace: &Workspace, name: &str) -> Result<Self> {
        let fuzz = workspace.root().join("tests/fuzz");
        let folders = Self {
            corpus: workspace.target("fuzz/corpus").join(name),
            seeds: vec![fuzz.join("corpus").join(name), seeds::of_cases(workspace)?],
            findings: fuzz.join("findings").join(name),
        };
        for folder in [&folders.corpus, &folders.findings] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
        }
        Ok(folders)
    }
}

fn count(folder: &PathBuf) -> Result<usize> {
    Ok(fs::read_dir(folder).with_context(|| format!("cannot read `{}`", folder.display()))?.count())
}
