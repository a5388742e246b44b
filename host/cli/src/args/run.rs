use std::path::PathBuf;

use crate::report::group::Groups;
use crate::report::options::Reports;
use clap::{ArgAction, Args, ValueEnum, ValueHint};

use super::{Accepted, Credentials, Format, ModuleLimits, StateFiles, StoredState};

/// `run` and `state`.
#[derive(Debug, Args)]
pub struct Run {
    /// Modules (`.wasm` files, folders) and state files, in any order.
    #[arg(value_name = "MODULE|STATES", required = true, value_hint = ValueHint::AnyPath)]
    pub files: Vec<String>,

    /// Only find out what would change; nothing can be written.
    #[arg(short = 't', long)]
    pub test: bool,
    /// Only the states of this id; what they require is taken from the stored state.
    #[arg(long, value_name = "ID", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub target: Option<String>,
    /// `present` becomes `absent` and the other way round, in the opposite order.
    #[arg(long)]
    pub invert: bool,
    /// Give instances, VPCs, subnets and others that have a tag `Name` that name, and those that have
    /// none a tag with their name.
    #[arg(long)]
    pub sync_sls_name_and_name_tag: bool,
    /// Take no resource that exists already, but for those whose id is remembered or given.
    #[arg(long)]
    pub get_resource_only_with_resource_id: bool,
    /// How to print the outcome.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub output: Format,
    /// Exit with 5 when something was changed, or would be in a preview.
    #[arg(long)]
    pub expect_no_changes: bool,
    /// How to group the outcome: `number`, `sort`, `duration`, `omit_noop`, joined by `|`.
    #[arg(long, value_name = "GROUPS", default_value = "number")]
    pub group: Groups,
    /// Show no progress.
    #[arg(long, alias = "no-progress")]
    pub no_progress_bar: bool,
    /// Show progress (the default).
    #[arg(long, conflicts_with = "no_progress_bar", hide = true)]
    pub progress: bool,

    /// Reports in files.
    #[command(flatten)]
    pub reports: Reports,
    /// Where state files come from.
    #[command(flatten)]
    pub state_files: StateFiles,
    /// Whose identity calls are made with.
    #[command(flatten)]
    pub credentials: Credentials,
    /// Where stored state is.
    #[command(flatten)]
    pub store: StoredState,
    /// Neither take anything from the stored state nor store anything.
    #[arg(long, conflicts_with_all = ["refresh", "restore"], help_heading = "Stored state")]
    pub skip_esm: bool,
    /// First take over into the stored state what is there, as `refresh` does of what is remembered.
    #[arg(long, help_heading = "Stored state")]
    pub refresh: bool,
    /// First merge this file into the stored state, as `restore` does.
    #[arg(long, value_name = "FILE", help_heading = "Stored state")]
    pub restore: Option<PathBuf>,

    /// `serial` runs one state at a time, `parallel` as many as `--concurrency` allows.
    #[arg(long, value_name = "RUNTIME", default_value = "parallel", help_heading = "Running")]
    pub runtime: Runtime,
    /// How many states may run at once with `--runtime parallel`.
    #[arg(long, value_name = "N", default_value = "100", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Running")]
    pub concurrency: u16,
    /// idem's name of `--concurrency`; 0 and less stand for all at once.
    #[arg(long, value_name = "N", allow_negative_numbers = true, hide = true)]
    pub batch_size: Option<i32>,
    /// Stop at the first state that fails.
    #[arg(long, help_heading = "Running")]
    pub hard_fail: bool,
    /// Whether states that are not finished are run again: `basic` or `none`.
    #[arg(
        short = 'r',
        short_alias = 'R',
        long,
        value_name = "RECONCILER",
        default_value = "basic",
        help_heading = "Running"
    )]
    pub reconciler: Reconciler,
    /// Which states count as not finished: `default`, or `aws`.
    #[arg(
        short = 'p',
        short_alias = 'P',
        long,
        value_name = "PLUGIN",
        default_value = "default",
        help_heading = "Running"
    )]
    pub pending: Pending,
    /// How often states that are not finished are run again.
    #[arg(long, value_name = "N", default_value = "600", help_heading = "Running")]
    pub max_pending_reruns: u32,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
    /// Options of idem.
    #[command(flatten)]
    pub accepted: Accepted,
}

impl Run {
    /// How many states may run at once; at least 1.
    pub fn at_once(&self) -> usize {
        match (self.runtime, self.batch_size) {
            (Runtime::Serial, _) => 1,
            (Runtime::Parallel, None) => usize::from(self.concurrency),
            (Runtime::Parallel, Some(size)) => {
                usize::try_from(size).ok().filter(|size| *size > 0).unwrap_or(usize::MAX)
            }
        }
    }
}

/// `preview`.
#[derive(Debug, Args)]
pub struct Preview {
    /// What `run` takes.
    #[command(flatten)]
    pub run: Run,
    /// Show what differs (the default).
    #[arg(long, action = ArgAction::SetTrue, hide = true)]
    pub diff: bool,
}

/// How states are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Runtime {
    /// One after the other.
    Serial,
    /// Several at once.
    Parallel,
}

/// idem's reconcilers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reconciler {
    /// idem's default.
    Basic,
    /// No second try.
    None,
}

/// Which states count as not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Pending {
    /// Those that failed, or hand something to their next run.
    Default,
    /// The same by idem-aws.
    Aws,
}
