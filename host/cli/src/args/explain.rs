use clap::Args;

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, e.g. `sls-undefined-variable` or `aws.ec2.DependencyViolation`; `limits` lists
    /// the limits of modules.
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}
