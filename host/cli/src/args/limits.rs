use clap::Args;

use super::{PolicySource, Provenance};

/// What modules may use and ask for, and which are accepted.
#[derive(Debug, Clone, Args)]
pub struct ModuleLimits {
    /// What a call of a module may use, such as `memory=512MiB`, or `ec2_vpc:memory=512MiB` for one
    /// module; may be given several times. `wasmidem explain limits` lists all.
    #[arg(long, value_name = "[MODULE:]NAME=VALUE", help_heading = "Running")]
    pub limit: Vec<String>,
    /// Those of the configuration file, which count less.
    #[arg(id = "limits", long = "limits", value_name = "[MODULE:]NAME=VALUE", hide = true)]
    pub configured: Vec<String>,
    /// Seconds a module may compute in one call: `--limit compute-time=10s` [default: 10].
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=86_400), help_heading = "Running")]
    pub module_timeout: Option<u32>,
    /// MiB of memory an instance of a module may have: `--limit memory=256MiB` [default: 256].
    #[arg(long, value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Running")]
    pub module_memory: Option<u32>,
    /// Which policies hold.
    #[command(flatten)]
    pub policy: PolicySource,
    /// Which modules are accepted.
    #[command(flatten)]
    pub provenance: Provenance,
}
