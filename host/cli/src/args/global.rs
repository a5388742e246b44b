use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// How much to tell on stderr: what modules log and, from `debug` on, each AWS call.
    #[arg(long, value_name = "LEVEL", default_value = "warn", global = true, help_heading = "Messages")]
    pub log_level: LogLevel,
    /// When to use colours; NO_COLOR is honoured too.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Messages")]
    pub color: ColorChoice,
    /// Options for all that is not given here or by the environment: a configuration file of idem, in
    /// YAML, or in JSON or TOML after `#!json` or `#!toml`.
    #[arg(
        short = 'c',
        long,
        value_name = "FILE",
        env = "WASMIDEM_CONFIG",
        global = true,
        help_heading = "Configuration"
    )]
    pub config: Option<PathBuf>,
    /// Print the options in effect as a configuration file, and end. Keys are masked.
    #[arg(long, global = true, help_heading = "Configuration")]
    pub config_template: bool,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much to tell. The numbers are those of Python, which idem takes too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Everything.
    #[value(alias = "5")]
    Trace,
    /// What authors want to know.
    #[value(alias = "10")]
    Debug,
    /// What operators want to know.
    #[value(alias = "20")]
    Info,
    /// What is odd.
    #[value(alias = "warning", alias = "30")]
    Warn,
    /// What failed.
    #[value(alias = "40", alias = "fatal", alias = "critical", alias = "50")]
    Error,
    /// Nothing.
    #[value(alias = "off")]
    Quiet,
}
