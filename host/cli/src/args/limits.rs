use clap::Args;

use super::PolicySource;

/// What one call of a module may use, and what modules may ask for.
#[derive(Debug, Clone, Args)]
pub struct ModuleLimits {
    /// Seconds a module may compute in one call, time in AWS calls not counted.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Running")]
    pub module_timeout: u32,
    /// Memory of one instance of a module, in MiB.
    #[arg(long, value_name = "MIB", default_value = "256", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Running")]
    pub module_memory: u32,
    /// Which policies hold.
    #[command(flatten)]
    pub policy: PolicySource,
}
