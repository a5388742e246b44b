use std::sync::Arc;

use wasmidem_contract::{Effect, ModuleId, OperationName, Phase, StateAddress, Value};

/// One question to the policy.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Who asks.
    pub module: &'a ModuleId,
    /// Whether the module's binary imports the operation.
    pub declared: bool,
    /// What is asked for.
    pub operation: &'a OperationName,
    /// Whether it changes anything.
    pub effect: Effect,
    /// What the run is for.
    pub phase: Phase,
    /// The profile whose identity the call would be made with.
    pub profile: &'a str,
    /// The region the call would go to.
    pub region: &'a str,
    /// The account of the profile, when it is known: twelve digits.
    pub account: Option<&'a str>,
    /// The state the call is for.
    pub state: Option<&'a StateAddress>,
    /// What would be sent: an object with the member names of the AWS API.
    pub input: &'a Value,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Stable code, e.g. `policy.phase`.
    pub code: &'static str,
    /// One sentence: lower case, no final period.
    pub message: String,
    /// What the operator can do.
    pub help: String,
    /// The policies that decided, as `NAME (FILE:LINE:COLUMN)`; empty when none did.
    pub policies: Vec<String>,
}

/// By what a call is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grounds {
    /// The module imports it, and nobody has written a policy.
    Imports,
    /// These policies permit it: `NAME (FILE:LINE:COLUMN)`.
    Permits(Arc<[Arc<str>]>),
}

/// The answer.
pub type Decision = Result<Grounds, Denial>;

/// Something that decides.
pub trait Policy: Send + Sync {
    /// Answers one question. The same question has the same answer throughout a run.
    ///
    /// # Errors
    /// The denial, when the call may not be made.
    fn decide(&self, request: &Request<'_>) -> Decision;

    /// Whether an answer can depend on the account, so that it has to be found out.
    fn reads_account(&self) -> bool {
        false
    }
}
