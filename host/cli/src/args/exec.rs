use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use crate::completion;

use super::{Credentials, Format, ModuleLimits};

/// `exec`.
#[derive(Debug, Args)]
pub struct Exec {
    /// The function, e.g. `test.ping` or `boto3.client.ec2.describe_vpcs`; `exec.` before it is allowed.
    #[arg(add = ArgValueCompleter::new(completion::functions))]
    pub function: String,
    /// Its arguments: `name=value`, or values in order. Values are YAML; for bytes, `file://PATH` is what is in
    /// a file.
    #[arg(value_name = "ARGUMENT", allow_negative_numbers = true)]
    pub arguments: Vec<String>,

    /// Say what the function takes and call nothing: `--help` after a function.
    #[arg(long, hide = true)]
    pub about: bool,
    /// A module, or a folder of modules, to use instead of those that come with wasmidem.
    #[arg(long, value_name = "MODULE", value_hint = ValueHint::AnyPath)]
    pub module: Vec<String>,
    /// Only look: nothing can be written.
    #[arg(short = 't', long)]
    pub test: bool,
    /// How to print the outcome.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub output: Format,
    /// Whose identity calls are made with.
    #[command(flatten)]
    pub credentials: Credentials,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
}
