//! `cargo xtask bench`: wasmidem against idem with idem-aws, side by side.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::build;
use crate::emulator::{self, ACCESS_KEY_ID, Emulator, REGION, SECRET_ACCESS_KEY};
use crate::measure::{self, Cost};
use crate::moto;
use crate::progress;
use crate::python;
use crate::workspace::Workspace;

/// Measure wasmidem against idem 25.0.1 with idem-aws 6.2.1 on one unchanged VPC
///
/// Both run in turn against the same emulator, with a warm cache of compiled code, and print
/// JSON. Compared is the CPU time, user and system, of the program with its children. Fails if
/// wasmidem does not win by the wanted factor.
#[derive(clap::Args)]
pub struct Args {
    /// Measured runs of each program
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(5..))]
    runs: u16,
    /// How many times less CPU time wasmidem has to take
    #[arg(long, default_value_t = 20.0)]
    factor: f64,
    #[command(flatten)]
    build: build::Args,
}

/// One of the programs compared.
struct Contestant {
    name: &'static str,
    command: Command,
    costs: Vec<Cost>,
}

/// Measures and reports.
///
/// # Errors
/// When something cannot be built or installed, a run fails or changes something, or the factor is
/// not reached.
pub fn run(workspace: &Workspace, args: &Args) -> Result<()> {
    build::run(workspace, &args.build)?;
    let venv = python::environment(workspace, "bench-idem", "bench-requirements.txt")?;
    let emulator = Emulator::start(workspace)?;
    let directory = emulator::scratch(workspace, "bench")?;
    let idem = python::program(&venv, "idem");
    let mut idem = idem_contestant(&idem, &emulator, &directory)?;
    let mut ours = wasmidem_contestant(workspace, &emulator, &directory)?;
    let cost_file = directory.join("cost.json");
    let step = progress::step("making the VPCs and warming up");
    for _ in 0..2 {
        idem.once(&cost_file)?;
        ours.once(&cost_file)?;
    }
    step.done();
    idem.costs.clear();
    ours.costs.clear();
    let step = progress::step(&format!("measuring {} runs of each, in turn", args.runs));
    for _ in 0..args.runs {
        for contestant in [&mut idem, &mut ours] {
            let answer = contestant.once(&cost_file)?;
            unchanged(&answer).with_context(|| format!("a measured run of {}", contestant.name))?;
        }
    }
    step.done();
    let vpcs = moto::vpcs(emulator.endpoint(), REGION)?.len();
    if vpcs != 2 {
        bail!("the emulator holds {vpcs} VPCs; each program should have made one");
    }
    report(&idem, &ours, args)
}

fn idem_contestant(idem: &Path, emulator: &Emulator, directory: &Path) -> Result<Contestant> {
    let place = own_directory(directory, "idem")?;
    let account = serde_json::json!({"aws": {"default": {
        "endpoint_url": emulator.endpoint(),
        "use_ssl": false,
        "region_name": REGION,
        "aws_access_key_id": ACCESS_KEY_ID,
        "aws_secret_access_key": SECRET_ACCESS_KEY,
    }}});
    // JSON is YAML, which is what idem reads here
    fs::write(place.join("account.yaml"), account.to_string())?;
    let mut command = Command::new(idem);
    command.args(["state", "states.sls", "--output=json", "--no-progress-bar"]);
    command.args(["--root-dir=state", "--acct-file=account.yaml"]).current_dir(&place);
    emulator.prepare(&mut command);
    Ok(Contestant { name: "idem + idem-aws", command, costs: Vec::new() })
}

fn wasmidem_contestant(workspace: &Workspace, emulator: &Emulator, directory: &Path) -> Result<Contestant> {
    let place = own_directory(directory, "wasmidem")?;
    let mut command = Command::new(workspace.host_binary());
    command.args(["run", "ec2_vpc.wasm", "states.sls", "--output", "json"]);
    command.args(["--root-dir", "state"]).current_dir(&place);
    emulator.prepare(&mut command);
    Ok(Contestant { name: "wasmidem", command, costs: Vec::new() })
}

/// A directory with a states file for a VPC that only this contestant manages.
fn own_directory(directory: &Path, name: &str) -> Result<PathBuf> {
    let place = directory.join(name);
    fs::create_dir(&place)?;
    let states = format!(
        "bench-{name}:\n  aws.ec2.vpc.present:\n    - name: bench-{name}\n    \
         - cidr_block_association_set:\n      - CidrBlock: 10.1.0.0/16\n    \
         - tags:\n        Name: bench-{name}\n        Purpose: benchmark\n"
    );
    fs::write(place.join("states.sls"), states)?;
    Ok(place)
}

impl Contestant {
    /// One run; returns what it printed.
    fn once(&mut self, cost_file: &Path) -> Result<Value> {
        let (cost, stdout) = measure::measure(&self.command, cost_file)?;
        self.costs.push(cost);
        serde_json::from_slice(&stdout).with_context(|| format!("{} did not print JSON", self.name))
    }

    fn median(&self, of: impl Fn(&Cost) -> f64) -> f64 {
        median(self.costs.iter().map(of).collect())
    }
}

/// Fails unless the report says that all states succeeded and none changed.
fn unchanged(report: &Value) -> Result<()> {
    let states = report.as_object().context("the report is no object")?;
    let results: Vec<&Value> = states.values().filter(|state| state.get("result").is_some()).collect();
    if results.is_empty() {
        bail!("the report holds no results");
    }
    for state in results {
        if state.get("result") != Some(&Value::Bool(true)) {
            bail!("a state failed: {}", state.get("comment").unwrap_or(state));
        }
        let changes = state.get("changes").and_then(Value::as_object);
        if changes.is_some_and(|changes| !changes.is_empty()) {
            bail!("a state changed something that was as desired");
        }
    }
    Ok(())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = values.get(middle).copied().unwrap_or(f64::NAN);
    if values.len() % 2 == 1 {
        return upper;
    }
    let lower = middle.checked_sub(1).and_then(|index| values.get(index)).copied();
    (lower.unwrap_or(f64::NAN) + upper) / 2.0
}

fn report(idem: &Contestant, ours: &Contestant, args: &Args) -> Result<()> {
    println!("\none unchanged VPC, medians of {} runs each\n", args.runs);
    println!("{:<16} {:>10} {:>10} {:>14}", "", "CPU time", "wall time", "memory peak");
    for contestant in [idem, ours] {
        println!(
            "{:<16} {:>7.0} ms {:>7.0} ms {:>10.1} MiB",
            contestant.name,
            contestant.median(|cost| cost.cpu * 1e3),
            contestant.median(|cost| cost.wall * 1e3),
            contestant.median(|cost| mebibytes(cost.peak)),
        );
    }
    let ratio = idem.median(|cost| cost.cpu) / ours.median(|cost| cost.cpu);
    let verdict = if ratio >= args.factor { "PASS" } else { "FAIL" };
    println!("\nidem / wasmidem, CPU time: {ratio:.1} (wanted: {} or more) {verdict}", args.factor);
    // written so that a ratio that is no number fails as well
    if ratio >= args.factor { Ok(()) } else { bail!("wasmidem is not fast enough") }
}

fn mebibytes(kibibytes: u64) -> f64 {
    u32::try_from(kibibytes).map_or(f64::INFINITY, |amount| f64::from(amount) / 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }

    #[test]
    fn only_runs_without_changes_count() {
        let state = |result: &str, changes: &str| {
            let text = format!(r#"{{"tag": {{"result": {result}, "changes": {changes}}}}}"#);
            serde_json::from_str::<Value>(&text).unwrap()
        };
        assert!(unchanged(&state("true", "{}")).is_ok());
        assert!(unchanged(&state("false", "{}")).is_err());
        assert!(unchanged(&state("true", r#"{"new": {"a": 1}}"#)).is_err());
        assert!(unchanged(&serde_json::json!({})).is_err());
    }
}
