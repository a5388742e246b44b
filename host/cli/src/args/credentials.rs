use std::convert::Infallible;
use std::path::PathBuf;

use clap::Args;
use wasmidem_aws::Secret;

/// Whose identity calls are made with.
#[derive(Debug, Clone, Args)]
pub struct Credentials {
    /// The file with the acct profiles, encrypted or (without a key) plain.
    #[arg(long, value_name = "FILE", env = "ACCT_FILE", help_heading = "Credentials")]
    pub acct_file: Option<PathBuf>,
    /// Its key. Better given by the environment, where other users do not see it.
    #[arg(
        long,
        value_name = "KEY",
        env = "ACCT_KEY",
        hide_env_values = true,
        hide_default_value = true,
        allow_hyphen_values = true,
        value_parser = secret,
        help_heading = "Credentials"
    )]
    pub acct_key: Option<Secret>,
    /// The profile of states that name none [default: AWS_PROFILE without an acct file, else
    /// `default`].
    #[arg(long, value_name = "NAME", env = "ACCT_PROFILE", help_heading = "Credentials")]
    pub acct_profile: Option<String>,
    /// Laid over the profiles, as JSON: `{"aws": {"default": {"region_name": "eu-west-1"}}}`.
    #[arg(
        long,
        value_name = "JSON",
        hide_default_value = true,
        value_parser = secret,
        help_heading = "Credentials"
    )]
    pub overrides: Option<Secret>,
    /// What a configuration file has as `acct.extras`, as JSON: `{"aws": {"region_name": "eu-west-1"}}` is
    /// the region of profiles that have none.
    #[arg(
        long,
        value_name = "JSON",
        hide_default_value = true,
        value_parser = secret,
        help_heading = "Credentials"
    )]
    pub extras: Option<Secret>,
}

pub(super) fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret::new(text))
}
