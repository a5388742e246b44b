//! The command line: one file per command, and one per group of options that commands share.

mod accepted;
mod acct;
mod audit;
mod aws_timeouts;
mod completions;
mod credentials;
mod describe;
mod doc;
mod drift;
mod exec;
mod explain;
mod global;
mod graph;
mod limits;
mod man;
mod module;
mod output;
mod policy;
mod progress;
mod provenance;
mod run;
mod state_files;
mod stored_state;
mod validate;
mod wit;

pub use accepted::Accepted;
pub use acct::{AcctEdit, Decrypt, Encrypt};
pub use audit::{AuditCommand, AuditVerify};
pub use aws_timeouts::AwsTimeouts;
pub use completions::Completions;
pub use credentials::Credentials;
pub use describe::Describe;
pub use doc::Doc;
pub use drift::{Drift, Refresh, Remembered, Restore};
pub use exec::Exec;
pub use explain::Explain;
pub use global::{ColorChoice, Global, LogLevel};
pub use graph::{Graph, GraphFormat};
pub use limits::ModuleLimits;
pub use man::Man;
pub use module::{Component, Inspect, Keygen, Kind, Language, LockModules, Module, New, Sign, Verify};
pub use output::Format;
pub use policy::{
    PhaseName, PolicyCheck, PolicyCommand, PolicyDerive, PolicyExplain, PolicyFormat, PolicySource,
    PolicyTest,
};
pub use progress::Progress;
pub use provenance::Provenance;
pub use run::{Preview, Reconciler, Run};
pub use state_files::StateFiles;
pub use stored_state::{EsmPlugin, StoredState};
pub use validate::Validate;
pub use wit::Wit;

use clap::{ArgAction, CommandFactory, Parser, Subcommand};

/// Runs exec and state modules as sandboxed WebAssembly components.
///
/// Modules never see credentials: they ask for AWS operations, and the host authorises, sends and
/// records each call. What a module may ask for is readable from its file before it runs.
#[derive(Debug, Parser)]
#[command(
    name = "wasmidem",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Messages have codes, such as error[sls-yaml]: `wasmidem explain sls-yaml` says more."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// The command line. Of an option that is given twice the last one counts, as in idem, so that a script can
/// add its own behind those of its user.
pub fn command() -> clap::Command {
    last_counts(Cli::command())
}

fn last_counts(command: clap::Command) -> clap::Command {
    let options = command.mut_args(|option| {
        let once = matches!(option.get_action(), ArgAction::Set | ArgAction::SetTrue);
        if !once || option.is_positional() {
            return option;
        }
        let itself = option.get_id().clone();
        option.overrides_with(itself)
    });
    options.mut_subcommands(last_counts)
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
    /// Show what `run` would change; nothing can be written.
    ///
    /// The same as `run --test`.
    Preview(Preview),
    /// Print what exists as a state file; nothing can be written.
    ///
    /// Each resource becomes a `present` state under its id. Run, what is printed changes nothing.
    /// `wasmidem describe 'aws\.ec2\..*'`
    Describe(Describe),
    /// Compare stored state with what is there; nothing can be written.
    ///
    /// Tells what differs from what was enforced, and what is gone. `wasmidem run` would put it
    /// right, `wasmidem refresh` takes it over.
    Drift(Drift),
    /// Take over into stored state what is there; AWS is only read.
    ///
    /// What is remembered becomes what is there, what is gone is forgotten, and what was not known
    /// is remembered under its id. `wasmidem refresh 'aws\.ec2\..*'`
    Refresh(Refresh),
    /// Merge a file of states, such as an earlier `snapshot.json`, into stored state.
    Restore(Restore),
    /// Check state files and print how they are understood; nothing is run.
    ///
    /// Prints the states, the parameters that templates use, and parameters without a description.
    /// Parameters need not be given. States, functions and arguments that no module knows are
    /// warnings.
    Validate(Validate),
    /// Draw what states need of each other; nothing is run.
    Graph(Graph),
    /// Call one exec function: of a module, or an operation of AWS by its name in boto3.
    ///
    /// `wasmidem exec boto3.client.ec2.describe_vpcs` and `wasmidem exec test.echo value='{a: [1, 2]}'`;
    /// with `--help` after the function, what it takes.
    Exec(Exec),
    /// Print what states and exec functions do, and what they take.
    Doc(Doc),
    /// Print the interface by which a module calls operations of an AWS service, or lists of them.
    ///
    /// `wasmidem wit s3 CreateBucket DeleteBucket > wit/deps/aws/s3.wit`
    Wit(Wit),
    /// Look at modules, make, lock and sign them.
    #[command(subcommand)]
    Module(Module),
    /// Check, try and derive policies.
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Check audit logs.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Make an acct file of a YAML file with credentials.
    ///
    /// `ACCT_KEY=$(wasmidem encrypt credentials.yaml)`
    Encrypt(Encrypt),
    /// Print the credentials of an acct file as YAML.
    Decrypt(Decrypt),
    /// Edit the credentials of an acct file.
    ///
    /// Opens a decrypted copy that only you can read, and encrypts it again when it has changed. The
    /// copy is removed in every case.
    #[command(name = "acct_edit", alias = "acct-edit")]
    AcctEdit(AcctEdit),
    /// Say what a code in a message means, and what to do; without a code, list all.
    ///
    /// `wasmidem explain sls-undefined-variable`
    Explain(Explain),
    /// Print the script by which a shell completes command lines.
    ///
    /// `wasmidem completions bash > ~/.local/share/bash-completion/completions/wasmidem`
    Completions(Completions),
    /// Print the manual page, or write one per command.
    ///
    /// `wasmidem man --out ~/.local/share/man/man1`
    Man(Man),
}

impl Command {
    /// What modules may use and ask for, in commands that load modules.
    pub fn limits(&self) -> Option<&ModuleLimits> {
        match self {
            Self::Run(run) | Self::State(run) => Some(&run.limits),
            Self::Preview(preview) => Some(&preview.run.limits),
            Self::Describe(describe) => Some(&describe.limits),
            Self::Drift(drift) => Some(&drift.remembered.limits),
            Self::Refresh(refresh) => Some(&refresh.remembered.limits),
            Self::Validate(validate) => Some(&validate.limits),
            Self::Graph(graph) => Some(&graph.limits),
            Self::Exec(exec) => Some(&exec.limits),
            Self::Doc(doc) => Some(&doc.limits),
            _ => None,
        }
    }

    /// Where the state files of the command come from, if it has any.
    pub fn state_files_mut(&mut self) -> Option<&mut StateFiles> {
        match self {
            Self::Run(run) | Self::State(run) => Some(&mut run.state_files),
            Self::Preview(preview) => Some(&mut preview.run.state_files),
            Self::Validate(validate) => Some(&mut validate.state_files),
            Self::Graph(graph) => Some(&mut graph.state_files),
            _ => None,
        }
    }
}
