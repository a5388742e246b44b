use std::path::PathBuf;

use clap::Args;

/// `man`.
#[derive(Debug, Args)]
pub struct Man {
    /// Write a page per command into this folder, instead of the main page to stdout.
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
}
