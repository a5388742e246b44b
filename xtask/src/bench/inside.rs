//! The program `wasmidem-bench`, which measures parts of the host without AWS.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use super::stage::Stage;
use crate::measure::{Cost, measure};

/// The program, built, and where it works.
pub struct Inside {
    program: PathBuf,
    directory: PathBuf,
}

impl Inside {
    /// A directory of this name for it to work in.
    ///
    /// # Errors
    /// When there can be none.
    pub fn new(stage: &Stage<'_>, name: &str) -> Result<Self> {
        let directory = stage.directory(name);
        std::fs::create_dir_all(&directory)?;
        let program = stage.workspace.target("release/wasmidem-bench");
        Ok(Self { program, directory })
    }

    /// Measures a function of a module; returns what it printed, and what the process cost.
    ///
    /// # Errors
    /// When it fails.
    pub fn measure(&self, what: &str, module: &Path, function: &str, more: &[&str]) -> Result<(Value, Cost)> {
        let mut command = self.command(what);
        command.arg("--module").arg(module).args(["--function", function]).args(more);
        command.arg("--cache").arg(self.directory.join("code"));
        // A new log for each run: one that is there is verified first.
        let log = self.directory.join("audit.jsonl");
        if log.exists() {
            std::fs::remove_file(&log)?;
        }
        command.arg("--audit").arg(log);
        self.printed(&command)
    }

    /// The program with the name of what it is to measure.
    pub fn command(&self, what: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(what);
        command
    }

    /// Runs the program; returns what it printed, and what the process cost.
    ///
    /// # Errors
    /// When it fails.
    pub fn printed(&self, command: &Command) -> Result<(Value, Cost)> {
        let (cost, printed) = measure(command, &self.directory.join("cost.json"))?;
        let numbers = serde_json::from_slice(&printed).context("`wasmidem-bench` printed no JSON")?;
        Ok((numbers, cost))
    }
}

/// A number that was printed.
///
/// # Errors
/// When there is none of that name.
pub fn number(printed: &Value, name: &str) -> Result<f64> {
    printed.get(name).and_then(Value::as_f64).with_context(|| format!("`{name}` was not measured"))
}

/// The one in the middle.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}
