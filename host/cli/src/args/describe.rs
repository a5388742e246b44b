use clap::{Args, ValueHint};

use super::{Accepted, Credentials, Format, ModuleLimits, Progress};

/// `describe`.
#[derive(Debug, Args)]
pub struct Describe {
    /// Which state paths: a regular expression that must match the whole path, e.g. `aws\.ec2\..*`.
    #[arg(value_name = "REGEX")]
    pub pattern: String,

    /// Only the resources that this JMESPath expression takes from a list of `name`, `ref` and
    /// `resource`.
    #[arg(long, value_name = "JMESPATH")]
    pub filter: Option<String>,
    /// How to print what is found.
    #[arg(long, value_name = "FORMAT", default_value = "yaml")]
    pub output: Format,
    /// Print nothing when something cannot be listed.
    #[arg(long)]
    pub hard_fail: bool,
    /// A module, or a folder of modules, to use instead of those that come with wasmidem.
    #[arg(long, value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub module: Vec<String>,
    /// Whose identity calls are made with.
    #[command(flatten)]
    pub credentials: Credentials,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
    /// Options of idem on progress.
    #[command(flatten)]
    pub progress: Progress,
    /// idem's: nothing is stored.
    #[arg(long, value_name = "NAME", hide = true)]
    pub run_name: Option<String>,
    /// Options of idem.
    #[command(flatten)]
    pub accepted: Accepted,
}
