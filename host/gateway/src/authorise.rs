use std::sync::Arc;

use wasmidem_contract::{Blame, Caller, Cause, Effect, Failure, Operation, OperationName, Value};
use wasmidem_policy::{Decision, Denial, Grounds, Policy, Request};

/// The right to send one call.
///
/// INVARIANT: made by `authorise` only (the fields are private to this file), so that nothing can
/// be sent that was not authorised.
#[derive(Debug)]
pub struct Permit {
    operation: OperationName,
    effect: Effect,
    profile: String,
}

impl Permit {
    /// What may be sent.
    pub fn operation(&self) -> &OperationName {
        &self.operation
    }

    /// Whether it changes anything.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// With whose identity.
    pub fn profile(&self) -> &str {
        &self.profile
    }
}

/// Asks the policy.
pub(crate) async fn authorise(
    policy: &Arc<dyn Policy>,
    caller: &Caller,
    operation: &Operation,
    account: Option<&str>,
    input: &Value,
) -> Result<(Permit, Grounds), Failure> {
    let decision = match policy.remembered(&question(caller, operation, account, input)) {
        Some(decision) => decision,
        None => work_out(policy, caller, operation, account, input).await,
    };
    let grounds = decision.map_err(|denial| {
        Failure::new(Cause::Denied, Blame::Policy, denial.code, denial.message)
            .with_help(denial.help)
            .with_detail("service", operation.name.service.clone())
            .with_detail("operation", operation.name.name.clone())
            .with_detail("policies", denial.policies)
    })?;
    let permit = Permit {
        operation: operation.name.clone(),
        effect: operation.effect,
        profile: caller.step.profile.clone(),
    };
    Ok((permit, grounds))
}

fn question<'a>(
    caller: &'a Caller,
    operation: &'a Operation,
    account: Option<&'a str>,
    input: &'a Value,
) -> Request<'a> {
    Request {
        module: &caller.module,
        declared: caller.declared,
        operation: &operation.name,
        effect: operation.effect,
        phase: caller.step.phase,
        profile: &caller.step.profile,
        region: &caller.step.region,
        account,
        state: caller.step.state.as_ref(),
        input,
    }
}

/// Asks on a stack of a thread: this one is that of a module's instance, and a new one for each
/// question would cost more than the answer.
async fn work_out(
    policy: &Arc<dyn Policy>,
    caller: &Caller,
    operation: &Operation,
    account: Option<&str>,
    input: &Value,
) -> Decision {
    let (policy, caller, operation) = (Arc::clone(policy), caller.clone(), operation.clone());
    let (account, input) = (account.map(str::to_owned), input.clone());
    let asked =
        tokio::spawn(
            async move { policy.work_out(&question(&caller, &operation, account.as_deref(), &input)) },
        );
    asked.await.unwrap_or_else(|_| {
        Err(Denial {
            code: "policy.evaluation",
            message: "the policies could not be asked".to_owned(),
            help: "this is a defect of wasmidem; please report it".to_owned(),
            policies: Vec::new(),
        })
    })
}

/// The right of the gate itself to find out whose account a profile is. It reads nothing else.
pub(crate) fn identify(profile: &str) -> Permit {
    Permit {
        operation: OperationName::new("sts", "GetCallerIdentity"),
        effect: Effect::Read,
        profile: profile.to_owned(),
    }
}
