//! What the gate has to say about each call: events for reports, and decisions for the audit.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use wasmidem_contract::{
    Audit, Caller, Decision, Effect, Ending, Event, Events, Failure, ModuleId, OperationName, Ruling, Stage,
    Value,
};
use wasmidem_policy::Grounds;

/// The rule by which a module may call what it imports, where no policy is written.
static IMPORTS: LazyLock<[Arc<str>; 1]> = LazyLock::new(|| ["imports".into()]);

/// The rule by which the gate makes calls of its own.
static OWN: LazyLock<[Arc<str>; 1]> = LazyLock::new(|| ["host".into()]);

/// By which rules a call is allowed.
#[derive(Debug, Clone)]
pub(crate) enum Basis {
    /// The policy allows it.
    Policy(Grounds),
    /// It is the gate's own.
    Own,
}

impl Basis {
    pub(crate) fn rules(&self) -> &[Arc<str>] {
        match self {
            Self::Policy(Grounds::Imports) => &*IMPORTS,
            Self::Policy(Grounds::Permits(rules)) => rules,
            Self::Own => &*OWN,
        }
    }
}

/// A call that is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) module: &'a ModuleId,
    pub(crate) caller: &'a Caller,
    pub(crate) operation: &'a OperationName,
    pub(crate) effect: Option<Effect>,
    pub(crate) account: Option<&'a str>,
}

impl<'a> Question<'a> {
    pub(crate) fn ruled(&self, ruling: Ruling<'a>) -> Decision<'a> {
        let step = &self.caller.step;
        Decision {
            stage: Stage::Call,
            module: self.module,
            state: step.state.as_ref(),
            service: Some(&self.operation.service),
            action: Some(&self.operation.name),
            effect: self.effect,
            profile: &step.profile,
            region: &step.region,
            account: self.account,
            phase: Some(step.phase),
            ruling,
        }
    }
}

/// Who is told.
pub(crate) struct Record {
    pub(crate) events: Arc<dyn Events>,
    pub(crate) audit: Arc<dyn Audit>,
}

impl Record {
    /// Keeps that a call is allowed. Returns the number of the decision.
    ///
    /// # Errors
    /// When that cannot be kept: the call must not be sent then.
    pub(crate) fn allowed(&self, question: Question<'_>, basis: &Basis) -> Result<u64, Failure> {
        self.audit.decided(&question.ruled(Ruling::Allowed(basis.rules()))).inspect_err(|failure| {
            self.tell_denied(question, failure);
        })
    }

    /// Keeps and tells that a call is denied. A denial that cannot be kept is still one; the audit
    /// itself tells that it could not be kept.
    pub(crate) fn denied(&self, question: Question<'_>, failure: &Failure) {
        self.kept_denied(question, failure);
        self.tell_denied(question, failure);
    }

    /// Keeps that a call is denied.
    pub(crate) fn kept_denied(&self, question: Question<'_>, failure: &Failure) {
        let policies = policies(failure);
        let ruling = Ruling::Denied { code: &failure.code, policies: &policies };
        let _ = self.audit.decided(&question.ruled(ruling));
    }

    fn tell_denied(&self, question: Question<'_>, failure: &Failure) {
        self.events.emit(Event::CallDenied {
            module: question.module.clone(),
            state: question.caller.step.state.clone(),
            operation: question.operation.clone(),
            failure: failure.clone(),
        });
    }
}

/// The policies that a denial names.
fn policies(failure: &Failure) -> Vec<String> {
    let listed = failure.detail.as_ref().and_then(|detail| detail.get("policies")?.as_array());
    listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A call under way, whose end is kept in every case: also when nobody waits for it any more, since
/// the module has used up its time or the program ends.
pub(crate) struct UnderWay<'a> {
    pub(crate) audit: &'a dyn Audit,
    pub(crate) decision: u64,
    pub(crate) module: &'a ModuleId,
    pub(crate) operation: &'a OperationName,
    pub(crate) started: tokio::time::Instant,
    /// How often it was sent so far.
    pub(crate) attempts: u32,
    ended: bool,
}

impl<'a> UnderWay<'a> {
    pub(crate) fn new(
        audit: &'a dyn Audit,
        decision: u64,
        module: &'a ModuleId,
        operation: &'a OperationName,
    ) -> Self {
        let started = tokio::time::Instant::now();
        Self { audit, decision, module, operation, started, attempts: 0, ended: false }
    }

    /// Keeps how it ended; returns how long it took.
    pub(crate) fn end(mut self, request_id: Option<&str>, failure: Option<&Failure>) -> Duration {
        self.ended = true;
        let detail =
            |failure: &'_ Failure| failure.detail.as_ref()?.get("request_id")?.as_str().map(str::to_owned);
        let of_failure = failure.and_then(detail);
        self.keep(request_id.or(of_failure.as_deref()), failure.map(|failure| failure.code.as_str()));
        self.started.elapsed()
    }

    fn keep(&self, request_id: Option<&str>, failure: Option<&str>) {
        self.audit.ended(&Ending {
            decision: self.decision,
            module: self.module,
            service: &self.operation.service,
            action: &self.operation.name,
            attempts: self.attempts,
            milliseconds: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            request_id,
            failure,
        });
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.keep(None, Some("abandoned"));
        }
    }
}
