use std::path::PathBuf;

use clap::{Args, ValueHint};

/// Where state files come from, and how they are read.
#[derive(Debug, Clone, Args)]
pub struct StateFiles {
    /// Where to look for files that state files include, beside their own folder.
    #[arg(short = 'T', long, value_name = "DIR", help_heading = "State files")]
    pub tree: Option<PathBuf>,
    /// More places to look: `file://DIR`.
    #[arg(
        long,
        value_name = "URI",
        num_args = 1..,
        help_heading = "State files",
        value_hint = ValueHint::AnyPath,
    )]
    pub sls_sources: Vec<String>,
    /// Files whose top-level keys become `params` in templates.
    #[arg(
        long,
        value_name = "FILE",
        num_args = 1..,
        help_heading = "State files",
        value_hint = ValueHint::AnyPath,
    )]
    pub params: Vec<String>,
    /// Where to look for files of `--params`: `file://DIR`.
    #[arg(
        long,
        value_name = "URI",
        num_args = 1..,
        help_heading = "State files",
        value_hint = ValueHint::AnyPath,
    )]
    pub param_sources: Vec<String>,
    /// How state files are rendered.
    #[arg(
        long,
        value_name = "PIPE",
        default_value = "jinja|yaml|replacements",
        help_heading = "State files"
    )]
    pub render: String,
    /// The folder of the configuration file, where is looked last.
    #[arg(skip)]
    pub config_folder: Option<PathBuf>,
}
