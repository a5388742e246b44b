use std::path::PathBuf;

use clap::{Args, Subcommand};

/// What to do with modules.
#[derive(Debug, Subcommand)]
pub enum Module {
    /// Print what a module is, what it offers, and everything it can ever ask for.
    ///
    /// Read from the file itself; nothing of it is run to find out what it may do.
    Inspect(Inspect),
}

/// `module inspect`.
#[derive(Debug, Args)]
pub struct Inspect {
    /// The module.
    #[arg(value_name = "MODULE.wasm")]
    pub file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}
