use std::path::PathBuf;

use clap::Args;

/// Which modules are accepted.
#[derive(Debug, Clone, Args)]
pub struct Provenance {
    /// Refuse modules that are not in the lock, or not as it says.
    #[arg(long, help_heading = "Modules")]
    pub locked: bool,
    /// The lock [default: `wasmidem.lock` in the current folder].
    #[arg(long, value_name = "FILE", env = "WASMIDEM_LOCK", help_heading = "Modules")]
    pub lock_file: Option<PathBuf>,
    /// Whose signatures count: a public key or its file, and the name that policies know its owner by;
    /// may be given several times.
    #[arg(id = "trusted_keys", long = "trusted-key", value_name = "NAME=KEY|FILE", help_heading = "Modules")]
    pub trusted_keys: Vec<String>,
}
