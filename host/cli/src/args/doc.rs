use clap::{Args, ValueHint};

use super::Format;

/// `doc`.
#[derive(Debug, Args)]
pub struct Doc {
    /// What to describe, e.g. `states.aws.ec2.vpc.present`, `exec.test` or `aws.ec2` [default: all].
    #[arg(value_name = "REF")]
    pub reference: Option<String>,
    /// A module, or a folder of modules, to use instead of those that come with wasmidem.
    #[arg(long, value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub module: Vec<String>,
    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "nested")]
    pub output: Format,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: super::ModuleLimits,
}
