use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::completion;

/// `wit`.
#[derive(Debug, Args)]
pub struct Wit {
    /// The service, as boto3 names it, e.g. `s3`; without one, all are listed.
    #[arg(value_name = "SERVICE", add = ArgValueCompleter::new(completion::services))]
    pub service: Option<String>,
    /// The operations, e.g. `CreateBucket` or `create-bucket`; without any, all are listed.
    #[arg(value_name = "OPERATION")]
    pub operations: Vec<String>,
    /// Print the interface with every operation of the service.
    #[arg(long, requires = "service", conflicts_with = "operations")]
    pub all: bool,
    /// Print lists as JSON.
    #[arg(long)]
    pub json: bool,
}
