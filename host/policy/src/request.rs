use wasmidem_contract::{Effect, ModuleId, OperationName, Phase};

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
}

/// The answer.
pub type Decision = Result<(), Denial>;

/// Something that decides.
pub trait Policy: Send + Sync {
    /// Answers one question. The same question has the same answer throughout a run.
    ///
    /// # Errors
    /// The denial, when the call may not be made.
    fn decide(&self, request: &Request<'_>) -> Decision;
}
