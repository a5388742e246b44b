use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::report::group::Groups;
use crate::report::options::Reports;

use super::{Accepted, Credentials, Format, ModuleLimits, Progress, StoredState};

/// What `drift` and `refresh` look at, and how they tell it.
#[derive(Debug, Args)]
pub struct Remembered {
    /// How to print what is found.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub output: Format,
    /// How to group what is found: `number`, `sort`, `duration`, `omit_noop`, joined by `|`.
    #[arg(long, value_name = "GROUPS", default_value = "number")]
    pub group: Groups,
    /// A module, or a folder of modules, to use instead of those that come with wasmidem.
    #[arg(long, value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub module: Vec<String>,
    /// How many resources are looked at at once.
    #[arg(long, value_name = "N", default_value = "16", value_parser = clap::value_parser!(u16).range(1..))]
    pub concurrency: u16,
    /// Progress.
    #[command(flatten)]
    pub progress: Progress,
    /// Reports in files.
    #[command(flatten)]
    pub reports: Reports,
    /// Whose identity calls are made with, for what is remembered without a profile.
    #[command(flatten)]
    pub credentials: Credentials,
    /// Where stored state is.
    #[command(flatten)]
    pub store: StoredState,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
    /// Options of idem.
    #[command(flatten)]
    pub accepted: Accepted,
}

/// `drift`.
#[derive(Debug, Args)]
pub struct Drift {
    /// Which state paths: a regular expression that must match the whole path, e.g. `aws\.ec2\..*`.
    #[arg(value_name = "REGEX", default_value = ".*")]
    pub pattern: String,
    /// Exit with 5 when something differs or is gone.
    #[arg(long)]
    pub expect_no_changes: bool,
    /// What to look at.
    #[command(flatten)]
    pub remembered: Remembered,
}

/// `refresh`.
#[derive(Debug, Args)]
pub struct Refresh {
    /// Which state paths: a regular expression that must match the whole path, e.g. `aws\.ec2\..*`.
    #[arg(value_name = "REGEX")]
    pub pattern: String,
    /// Stop at the first kind of resource that cannot be listed.
    #[arg(long)]
    pub hard_fail: bool,
    /// What to look at.
    #[command(flatten)]
    pub remembered: Remembered,
}

/// `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// A JSON file with states by tag, as idem has it, or a `snapshot.json` of wasmidem.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Where stored state is.
    #[command(flatten)]
    pub store: StoredState,
    /// idem's, for plugins of stored state.
    #[command(flatten)]
    pub credentials: Credentials,
    /// Options of idem on progress.
    #[command(flatten)]
    pub progress: Progress,
    /// Options of idem.
    #[command(flatten)]
    pub accepted: Accepted,
}
