//! Services of the host at the gate: the policy is asked, and the answer is recorded.

use wasmidem_contract::{Blame, Caller, Cause, Effect, Ending, Event, Failure, Ruling, Service, Value};
use wasmidem_policy::{Policy, Request};

use crate::record::{Basis, Question, Record};

/// Asks the policy whether a caller may use a service. Services change nothing by themselves: what
/// a called function does passes the gate on its own.
pub(crate) fn authorise(
    policy: &dyn Policy,
    record: &Record,
    caller: &Caller,
    service: Service,
    subject: Option<&str>,
) -> Result<(), Failure> {
    let operation = service.operation();
    let mut input = serde_json::Map::new();
    if let Some((kind, subject)) = service.subject().zip(subject) {
        input.insert(kind.to_owned(), subject.into());
    }
    let input = Value::Object(input);
    let request = Request {
        module: &caller.module,
        declared: caller.declared,
        operation: &operation,
        effect: Effect::Read,
        phase: caller.step.phase,
        profile: &caller.step.profile,
        region: &caller.step.region,
        account: None,
        state: caller.step.state.as_ref(),
        input: &input,
    };
    let question = Question {
        module: &caller.module,
        caller,
        operation: &operation,
        effect: Some(Effect::Read),
        account: None,
    };
    let decided = policy.decide(&request).map_err(|denial| {
        Failure::new(Cause::Denied, Blame::Policy, denial.code, denial.message)
            .with_help(denial.help)
            .with_detail("service", operation.service.clone())
            .with_detail("operation", operation.name.clone())
            .with_detail("policies", denial.policies)
    });
    let decision = match decided {
        Ok(grounds) => keep(record, question, &Basis::Policy(grounds)),
        Err(failure) => {
            record.kept_denied(question, &failure);
            Err(failure)
        }
    };
    record.events.emit(Event::ServiceDecided {
        module: caller.module.clone(),
        state: caller.step.state.clone(),
        service,
        subject: subject.map(str::to_owned),
        failure: decision.as_ref().err().cloned(),
    });
    decision
}

/// Keeps that a service may be used. Nothing is sent, so there is no other end to wait for.
///
/// # Errors
/// When it cannot be kept: then the service may not be used.
fn keep(record: &Record, question: Question<'_>, basis: &Basis) -> Result<(), Failure> {
    let decision = record.audit.decided(&question.ruled(Ruling::Allowed(basis.rules())))?;
    record.audit.ended(&Ending {
        decision,
        module: question.module,
        service: &question.operation.service,
        action: &question.operation.name,
        attempts: 1,
        milliseconds: 0,
        request_id: None,
        failure: None,
    });
    Ok(())
}
