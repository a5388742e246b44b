use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::{Provenance, StateFiles};

/// Which policies hold.
#[derive(Debug, Clone, Args)]
pub struct PolicySource {
    /// A file with policies in Cedar, or a folder with such files (`*.cedar`); may be given several
    /// times. What no policy permits is denied then.
    #[arg(long, value_name = "FILE", env = "WASMIDEM_POLICY", help_heading = "Policy")]
    pub policy: Vec<PathBuf>,
    /// What policies see as `context.run`, such as the branch of a pipeline; may be given several
    /// times.
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Policy")]
    pub policy_context: Vec<String>,
    /// Do nothing without a policy.
    #[arg(long, help_heading = "Policy")]
    pub require_policy: bool,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Check policy files against the operations there are.
    ///
    /// Exits with 3 when something is wrong. `wasmidem policy check policies/`
    Check(PolicyCheck),
    /// Say whether a call would be allowed, and by which policies.
    ///
    /// Exits with 4 when it is denied.
    /// `wasmidem policy explain --policy base.cedar --module ec2_vpc --action ec2:CreateVpc`
    Explain(PolicyExplain),
    /// Write the least that has to be permitted, for Cedar or for IAM.
    ///
    /// Of modules it is what they import. Of state files it is what the modules import that the states
    /// need, with the profiles that they name. Of a run it is what the run called: `wasmidem run …
    /// --events run.jsonl`, then `wasmidem policy derive --events run.jsonl`.
    Derive(PolicyDerive),
    /// Compare decisions with those that a file expects.
    ///
    /// Exits with 1 when one differs. `wasmidem explain policy-test` shows such a file.
    Test(PolicyTest),
    /// Print the schema: all that policies can look at, and all actions.
    Schema,
}

/// `policy check`.
#[derive(Debug, Args)]
pub struct PolicyCheck {
    /// Files with policies, or folders with such files.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// `policy explain`.
#[derive(Debug, Args)]
pub struct PolicyExplain {
    /// The module that asks: its file, or its name.
    #[arg(long, value_name = "MODULE")]
    pub module: String,
    /// Who signed it, by the name of the trusted key [default: as the signature of its file says].
    #[arg(long, value_name = "NAME")]
    pub signer: Option<String>,
    /// The AWS operation it asks for, e.g. `ec2:CreateVpc`, or the service of the host, e.g. `clock:Now`.
    #[arg(long, value_name = "ACTION")]
    pub action: String,
    /// What the run is for.
    #[arg(long, value_name = "PHASE", default_value = "apply")]
    pub phase: PhaseName,
    /// The profile of the call.
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub profile: String,
    /// The region of the profile.
    #[arg(long, value_name = "REGION", env = "AWS_REGION", default_value = "")]
    pub region: String,
    /// The account of the profile.
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// What the call would send, as JSON: `{"CidrBlock": "10.0.0.0/16"}`; for services of the host,
    /// `{"Function": "test.ping"}` or `{"Folder": "config"}`.
    #[arg(long, value_name = "JSON")]
    pub input: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// The policies.
    #[command(flatten)]
    pub policy: PolicySource,
    /// Which modules are accepted.
    #[command(flatten)]
    pub provenance: Provenance,
}

/// `policy derive`.
#[derive(Debug, Args)]
pub struct PolicyDerive {
    /// Modules (`.wasm` files, folders) and state files, in any order. With state files, modules
    /// that come with wasmidem need not be named.
    #[arg(
        value_name = "MODULE|STATES",
        required_unless_present = "events",
        conflicts_with = "events",
        value_hint = ValueHint::AnyPath,
    )]
    pub files: Vec<String>,
    /// The events of a run, as `--events` writes them: the policy is exactly what it called.
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// What to write.
    #[arg(long, value_name = "FORMAT", default_value = "cedar")]
    pub format: PolicyFormat,
    /// The profile of states that name none; by default any profile is permitted to them.
    #[arg(long, value_name = "NAME")]
    pub acct_profile: Option<String>,
    /// Where state files come from.
    #[command(flatten)]
    pub state_files: StateFiles,
    /// Which modules are accepted.
    #[command(flatten)]
    pub provenance: Provenance,
}

/// `policy test`.
#[derive(Debug, Args)]
pub struct PolicyTest {
    /// A YAML file with expected decisions.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The policies.
    #[command(flatten)]
    pub policy: PolicySource,
}

/// How a derived policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyFormat {
    /// For `--policy`.
    Cedar,
    /// For AWS.
    Iam,
}

/// A phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PhaseName {
    /// A preview.
    Plan,
    /// A run.
    Apply,
    /// `drift` and `refresh`.
    Drift,
    /// `describe`.
    Describe,
}
