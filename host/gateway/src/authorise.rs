use wasmidem_contract::{Blame, Caller, Cause, Effect, Failure, Operation, OperationName, Value};
use wasmidem_policy::{Grounds, Policy, Request};

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
pub(crate) fn authorise(
    policy: &dyn Policy,
    caller: &Caller,
    operation: &Operation,
    account: Option<&str>,
    input: &Value,
) -> Result<(Permit, Grounds), Failure> {
    let request = Request {
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
    };
    let grounds = policy.decide(&request).map_err(|denial| {
        Failure::new(Cause::Denied, Blame::Policy, denial.code, denial.message)
            .with_help(denial.help)
            .with_detail("service", operation.name.service.clone())
            .with_detail("operation", operation.name.name.clone())
            .with_detail("policies", denial.policies)
    })?;
    if operation.gives_credentials {
        return Err(credentials_stay(operation));
    }
    let permit = Permit {
        operation: operation.name.clone(),
        effect: operation.effect,
        profile: caller.step.profile.clone(),
    };
    Ok((permit, grounds))
}

/// INVARIANT: there is no permit for what answers with AWS credentials, whoever asks and whatever a policy
/// says: the answer would be in a guest, a report or stored state.
fn credentials_stay(operation: &Operation) -> Failure {
    let name = &operation.name;
    let text = format!("`{name}` answers with AWS credentials, which never leave the host");
    Failure::new(Cause::Denied, Blame::Policy, "policy.credentials", text)
        .with_help("give the identity a profile of its own, and name that: `--acct-profile`, or `acct_profile` of a state")
        .with_detail("service", name.service.clone())
        .with_detail("operation", name.name.clone())
}

/// The right of the gate itself to find out whose account a profile is. It reads nothing else.
pub(crate) fn identify(profile: &str) -> Permit {
    Permit {
        operation: OperationName::new("sts", "GetCallerIdentity"),
        effect: Effect::Read,
        profile: profile.to_owned(),
    }
}
