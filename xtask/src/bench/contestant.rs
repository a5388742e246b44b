//! One of the programs compared, and what its runs cost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::stage::Stage;
use crate::emulator::{self, ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};
use crate::measure::{self, Cost};
use crate::python;

/// A program in a directory of its own, with the same state file as the others.
pub struct Contestant {
    /// As it stands in tables.
    pub name: &'static str,
    directory: PathBuf,
    command: Command,
    costs: Vec<Cost>,
}

/// The state file of a contestant in its directory.
const STATES: &str = "states.sls";
/// How both run it.
const STATE: [&str; 5] = ["state", STATES, "--output=json", "--no-progress-bar", "--root-dir=state"];

impl Contestant {
    /// idem with idem-aws, in a new directory below `directory`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn idem(stage: &Stage<'_>, directory: &Path, endpoint: Option<&str>) -> Result<Self> {
        Self::idem_with(stage, directory, endpoint, &STATE)
    }

    /// The same, with an exec function to call instead of states.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn idem_exec(
        stage: &Stage<'_>,
        directory: &Path,
        endpoint: Option<&str>,
        function: &str,
    ) -> Result<Self> {
        Self::idem_with(stage, directory, endpoint, &["exec", function, "--output=json"])
    }

    fn idem_with(
        stage: &Stage<'_>,
        directory: &Path,
        endpoint: Option<&str>,
        arguments: &[&str],
    ) -> Result<Self> {
        let program = python::program(&stage.venv, "idem");
        let mut idem = Self::new("idem", &program, directory)?;
        idem.command.args(arguments);
        if let Some(endpoint) = endpoint {
            let account = serde_json::json!({"aws": {"default": {
                "endpoint_url": endpoint,
                "use_ssl": false,
                "region_name": REGION,
                "aws_access_key_id": ACCESS_KEY_ID,
                "aws_secret_access_key": SECRET_ACCESS_KEY,
            }}});
            // JSON is YAML, which is what idem reads here
            fs::write(idem.directory.join("account.yaml"), account.to_string())?;
            idem.command.arg("--acct-file=account.yaml");
        }
        Ok(idem.with_environment(endpoint))
    }

    /// wasmidem, in a new directory below `directory`.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn wasmidem(stage: &Stage<'_>, directory: &Path, endpoint: Option<&str>) -> Result<Self> {
        Self::wasmidem_with(stage, directory, endpoint, &STATE)
    }

    /// The same, with an exec function to call instead of states.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn wasmidem_exec(
        stage: &Stage<'_>,
        directory: &Path,
        endpoint: Option<&str>,
        function: &str,
    ) -> Result<Self> {
        Self::wasmidem_with(stage, directory, endpoint, &["exec", function, "--output=json"])
    }

    fn wasmidem_with(
        stage: &Stage<'_>,
        directory: &Path,
        endpoint: Option<&str>,
        arguments: &[&str],
    ) -> Result<Self> {
        let mut ours = Self::new("wasmidem", &stage.workspace.host_binary(), directory)?;
        ours.command.args(arguments);
        Ok(ours.with_environment(endpoint))
    }

    fn new(name: &'static str, program: &Path, directory: &Path) -> Result<Self> {
        let directory = directory.join(name);
        fs::create_dir_all(&directory)?;
        let mut command = Command::new(program);
        command.current_dir(&directory);
        Ok(Self { name, directory, command, costs: Vec::new() })
    }

    fn with_environment(mut self, endpoint: Option<&str>) -> Self {
        emulator::isolate(&mut self.command);
        if let Some(endpoint) = endpoint {
            self.command.envs(emulator::variables(endpoint));
        }
        self
    }

    /// The same with one more argument.
    #[must_use]
    pub fn with_argument(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    /// What it is to run from now on; what was measured before is forgotten.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn give(&mut self, states: &str) -> Result<()> {
        self.costs.clear();
        fs::write(self.directory.join(STATES), states)?;
        Ok(())
    }

    /// A run that does not count.
    ///
    /// # Errors
    /// When it fails or prints no JSON.
    pub fn warm_up(&self) -> Result<Value> {
        Ok(self.run()?.1)
    }

    /// A measured run; returns its report.
    ///
    /// # Errors
    /// When it fails or prints no JSON.
    pub fn measure(&mut self) -> Result<Value> {
        let (cost, report) = self.run()?;
        self.costs.push(cost);
        Ok(report)
    }

    fn run(&self) -> Result<(Cost, Value)> {
        let (cost, stdout) = measure::measure(&self.command, &self.directory.join("cost.json"))?;
        let report = serde_json::from_slice(&stdout);
        Ok((cost, report.with_context(|| format!("{} did not print JSON", self.name))?))
    }

    /// What a run costs, each number as the median of the measured runs.
    pub fn cost(&self) -> Cost {
        let median = |of: fn(&Cost) -> f64| median(self.costs.iter().map(of).collect());
        Cost { cpu: median(|cost| cost.cpu), wall: median(|cost| cost.wall), peak: median(|cost| cost.peak) }
    }
}

/// The middle value; not a number if there is none.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert!(median(Vec::new()).is_nan());
    }
}
