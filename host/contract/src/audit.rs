//! What is kept of every decision and every call, for those who have to answer for them.

use std::sync::Arc;

use crate::{Effect, Failure, ModuleId, Phase, StateAddress};

/// When a decision was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Before a module was used: may it be loaded?
    Load,
    /// Before a run: is it certain what the policies will say?
    Plan,
    /// When it was asked for.
    Call,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling<'a> {
    /// It may be done, by these policies: `NAME (FILE:LINE:COLUMN)`, or one word for what needs none.
    Allowed(&'a [Arc<str>]),
    /// It may not.
    Denied {
        /// The code of the denial, e.g. `policy.phase`.
        code: &'a str,
        /// The policies that decided; empty when none did.
        policies: &'a [String],
    },
}

/// One decision.
///
/// INVARIANT: has neither inputs nor answers nor messages, so that no secret can be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision<'a> {
    /// When it was made.
    pub stage: Stage,
    /// Who asked.
    pub module: &'a ModuleId,
    /// For which state.
    pub state: Option<&'a StateAddress>,
    /// What was asked for: the service of AWS (`ec2`) or of the host. `None` is the module as a whole.
    pub service: Option<&'a str>,
    /// The operation of the service: `CreateVpc`.
    pub action: Option<&'a str>,
    /// Whether it changes anything.
    pub effect: Option<Effect>,
    /// The profile whose identity would be used; empty where none is.
    pub profile: &'a str,
    /// The region of that profile; empty where there is none.
    pub region: &'a str,
    /// The account of that profile, where it is known.
    pub account: Option<&'a str>,
    /// What the run is for; `None` before there is one.
    pub phase: Option<Phase>,
    /// What was decided.
    pub ruling: Ruling<'a>,
}

/// What came of something that was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending<'a> {
    /// The decision that allowed it, as [`Audit::decided`] numbers it.
    pub decision: u64,
    /// Who asked.
    pub module: &'a ModuleId,
    /// The service.
    pub service: &'a str,
    /// The operation of the service.
    pub action: &'a str,
    /// How often it was sent; 1 for what is not sent anywhere.
    pub attempts: u32,
    /// Milliseconds from the first sending.
    pub milliseconds: u64,
    /// AWS's name of the last request, where it is known.
    pub request_id: Option<&'a str>,
    /// The code of the failure; `None` for a success.
    pub failure: Option<&'a str>,
}

/// Keeps decisions and what came of them.
///
/// INVARIANT: what is allowed is kept before it is done. Who asks may go on only after `Ok`.
pub trait Audit: Send + Sync {
    /// Keeps a decision. Returns the number by which [`Ending::decision`] names it.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing may be done.
    fn decided(&self, decision: &Decision<'_>) -> Result<u64, Failure>;

    /// Keeps what came of something that was allowed. When that cannot be kept, it is told at the
    /// end of the program: what was done cannot be undone.
    fn ended(&self, ending: &Ending<'_>);
}

/// Keeps nothing: nobody asked for an audit.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAudit;

impl Audit for NoAudit {
    fn decided(&self, _: &Decision<'_>) -> Result<u64, Failure> {
        Ok(0)
    }

    fn ended(&self, _: &Ending<'_>) {}
}
