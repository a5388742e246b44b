use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Where stored state is.
#[derive(Debug, Clone, Args)]
pub struct StoredState {
    /// Names the stored state; runs with different names do not see each other's.
    #[arg(long, value_name = "NAME", default_value = "cli", help_heading = "Stored state")]
    pub run_name: String,
    /// The folder under which state is stored, in `var/cache/wasmidem` [default: the user's state
    /// folder].
    #[arg(long, value_name = "DIR", help_heading = "Stored state")]
    pub root_dir: Option<PathBuf>,
    /// The folder of stored state itself.
    #[arg(long, value_name = "DIR", conflicts_with = "root_dir", help_heading = "Stored state")]
    pub cache_dir: Option<PathBuf>,
    /// Where state is stored: `local`, or `null` for nowhere.
    #[arg(long, value_name = "PLUGIN", default_value = "local", help_heading = "Stored state")]
    pub esm_plugin: EsmPlugin,
    /// idem's: the profile of a remote store. Local stores need none.
    #[arg(long, value_name = "NAME", hide = true)]
    pub esm_profile: Option<String>,
    /// idem's: brings an old store to the present form, which is done without asking here.
    #[arg(long, hide = true)]
    pub upgrade_esm: bool,
}

/// Where state is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EsmPlugin {
    /// In files.
    Local,
    /// Nowhere: each run begins with nothing.
    Null,
}
