//! The command line.

use std::convert::Infallible;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use wasmidem_aws::Secret;

/// Runs exec and state modules as sandboxed WebAssembly components.
///
/// Modules never see credentials: they ask for AWS operations, and the host authorises, sends and
/// records each call. What a module may ask for is readable from its file before it runs.
#[derive(Debug, Parser)]
#[command(name = "wasmidem", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options of every command.
#[derive(Debug, Args)]
pub struct Global {
    /// How much to tell on stderr: what modules log and, from `debug` on, each AWS call.
    #[arg(long, value_name = "LEVEL", default_value = "warn", global = true, help_heading = "Messages")]
    pub log_level: LogLevel,
    /// When to use colours; NO_COLOR is honoured too.
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true, help_heading = "Messages")]
    pub color: ColorChoice,
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

/// How much to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Everything.
    Trace,
    /// What authors want to know.
    Debug,
    /// What operators want to know.
    Info,
    /// What is odd.
    #[value(alias = "warning")]
    Warn,
    /// What failed.
    Error,
    /// Nothing.
    #[value(alias = "off")]
    Quiet,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make reality what state files say.
    ///
    /// Takes any number of modules (files ending in `.wasm`, folders with such files) and state
    /// files. Without modules, those that come with wasmidem are used.
    Run(Run),
    /// The same under idem's name, with the modules idem users have.
    ///
    /// Differs from `run` in one thing: the module `test`, which idem does not ship, is used only
    /// when it is named.
    State(Run),
    /// Call one exec function of a module.
    ///
    /// `wasmidem exec test.echo value='{a: [1, 2]}'`
    Exec(Exec),
    /// Look at modules.
    #[command(subcommand)]
    Module(Module),
}

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

/// `run` and `state`.
#[derive(Debug, Args)]
pub struct Run {
    /// Modules (`.wasm` files, folders) and state files, in any order.
    #[arg(value_name = "MODULE|STATES", required = true)]
    pub files: Vec<String>,

    /// Only find out what would change; nothing can be written.
    #[arg(short = 't', long)]
    pub test: bool,
    /// How to print the outcome.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub output: Output,
    /// Show no progress.
    #[arg(long, alias = "no-progress")]
    pub no_progress_bar: bool,
    /// Show progress (the default).
    #[arg(long, conflicts_with = "no_progress_bar", hide = true)]
    pub progress: bool,

    /// Where to look for files that state files include, beside their own folder.
    #[arg(short = 'T', long, value_name = "DIR", help_heading = "State files")]
    pub tree: Option<PathBuf>,
    /// More places to look: `file://DIR`.
    #[arg(long, value_name = "URI", num_args = 1.., help_heading = "State files")]
    pub sls_sources: Vec<String>,
    /// Files whose top-level keys become `params` in templates.
    #[arg(long, value_name = "FILE", num_args = 1.., help_heading = "State files")]
    pub params: Vec<String>,
    /// Where to look for files of `--params`: `file://DIR`.
    #[arg(long, value_name = "URI", num_args = 1.., help_heading = "State files")]
    pub param_sources: Vec<String>,
    /// How state files are rendered.
    #[arg(
        long,
        value_name = "PIPE",
        default_value = "jinja|yaml|replacements",
        help_heading = "State files"
    )]
    pub render: String,

    /// Whose identity calls are made with.
    #[command(flatten)]
    pub credentials: Credentials,

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

    /// `serial` runs one state at a time, `parallel` as many as `--concurrency` allows.
    #[arg(long, value_name = "RUNTIME", default_value = "serial", help_heading = "Running")]
    pub runtime: Runtime,
    /// How many states may run at once with `--runtime parallel`.
    #[arg(long, value_name = "N", default_value = "16", value_parser = clap::value_parser!(u16).range(1..), help_heading = "Running")]
    pub concurrency: u16,
    /// Accepted for idem's sake: `basic` or `none`. Failed states are not run again yet.
    #[arg(
        short = 'r',
        short_alias = 'R',
        long,
        value_name = "RECONCILER",
        default_value = "basic",
        help_heading = "Running"
    )]
    pub reconciler: Reconciler,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
}

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
        allow_hyphen_values = true,
        value_parser = secret,
        help_heading = "Credentials"
    )]
    pub acct_key: Option<Secret>,
    /// The profile of states that name none [default: AWS_PROFILE without an acct file, else
    /// `default`].
    #[arg(long, value_name = "NAME", env = "ACCT_PROFILE", help_heading = "Credentials")]
    pub acct_profile: Option<String>,
}

fn secret(text: &str) -> Result<Secret, Infallible> {
    Ok(Secret::new(text))
}

/// What one call of a module may use.
#[derive(Debug, Clone, Args)]
pub struct ModuleLimits {
    /// Seconds a module may compute in one call, time in AWS calls not counted.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Running")]
    pub module_timeout: u32,
    /// Memory of one instance of a module, in MiB.
    #[arg(long, value_name = "MIB", default_value = "256", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Running")]
    pub module_memory: u32,
}

/// `exec`.
#[derive(Debug, Args)]
pub struct Exec {
    /// The function, e.g. `test.ping`; `exec.` before it is allowed.
    pub function: String,
    /// Its arguments: `name=value`, or values in order. Values are YAML.
    #[arg(value_name = "ARGUMENT", allow_negative_numbers = true)]
    pub arguments: Vec<String>,

    /// A module, or a folder of modules, to use instead of those that come with wasmidem.
    #[arg(long, value_name = "MODULE")]
    pub module: Vec<String>,
    /// Only look: nothing can be written.
    #[arg(short = 't', long)]
    pub test: bool,
    /// How to print the outcome.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub output: Output,
    /// Whose identity calls are made with.
    #[command(flatten)]
    pub credentials: Credentials,
    /// What one call of a module may use.
    #[command(flatten)]
    pub limits: ModuleLimits,
}

/// How to print the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[value(alias = "state", alias = "nested", alias = "exec")]
    Human,
    /// As idem's `--output=json`.
    Json,
}

/// Where state is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EsmPlugin {
    /// In files.
    Local,
    /// Nowhere: each run begins with nothing.
    Null,
}

/// How states are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Runtime {
    /// One after the other.
    Serial,
    /// Several at once.
    Parallel,
}

/// idem's reconcilers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reconciler {
    /// idem's default.
    Basic,
    /// No second try.
    None,
}
