//! Events as JSON objects. Of the values of states only the changes are in them, as the outcome
//! shows them: without what is sensitive.

use serde_json::{Value, json};
use wasmidem_contract::{
    Cause, Diagnostic, Event, Failure, Location, LogLevel, Object, Outcome, Severity, StateAddress,
};

use super::change;
use super::status::Status;

/// The name of an event, and its members.
pub fn event_json(event: &Event) -> (&'static str, Object) {
    let (name, members) = match event {
        Event::RunStarted { states, phase } => {
            let preview = !phase.may_write();
            ("run-started", json!({"states": states, "phase": phase.to_string(), "preview": preview}))
        }
        Event::StatesAdded { states } => {
            let states: Vec<Value> =
                states.iter().map(|(address, place)| added(address, place.as_ref())).collect();
            ("states-added", json!({ "states": states }))
        }
        Event::Reconciling { pass, pending, wait_seconds } => {
            let pending: Vec<String> = pending.iter().map(StateAddress::tag).collect();
            ("reconciling", json!({"pass": pass, "pending": pending, "wait_seconds": wait_seconds}))
        }
        Event::StateStarted { address } => ("state-started", json!({ "state": address.tag() })),
        Event::StateFinished { outcome } => ("state-finished", finished(outcome)),
        Event::Log { module, state, level, message } => {
            let (module, level) = (&module.name, level_name(*level));
            ("log", json!({"module": module, "state": tag(state), "level": level, "message": message}))
        }
        Event::CallStarted { call, module, state, operation, effect } => {
            let (module, operation, effect) = (&module.name, operation.to_string(), effect.to_string());
            let members = json!({
                "call": call, "module": module, "state": tag(state), "operation": operation, "effect": effect,
            });
            ("call-started", members)
        }
        Event::CallRetried { call, operation, attempt, failure } => {
            let (operation, failure) = (operation.to_string(), failure_json(failure));
            let members =
                json!({"call": call, "operation": operation, "attempt": attempt, "failure": failure});
            ("call-retried", members)
        }
        Event::CallFinished { call, operation, attempts, milliseconds, failure } => {
            let (operation, failure) = (operation.to_string(), failure.as_ref().map(failure_json));
            let members = json!({
                "call": call, "operation": operation, "attempts": attempts, "milliseconds": milliseconds,
                "failure": failure,
            });
            ("call-finished", members)
        }
        Event::CallDenied { module, state, operation, failure } => {
            let (module, operation) = (&module.name, operation.to_string());
            let failure = failure_json(failure);
            let members =
                json!({"module": module, "state": tag(state), "operation": operation, "failure": failure});
            ("call-denied", members)
        }
        Event::ServiceDecided { module, state, service, subject, failure } => {
            let (module, service) = (&module.name, service.to_string());
            let failure = failure.as_ref().map(failure_json);
            let members = json!({
                "module": module, "state": tag(state), "service": service, "subject": subject,
                "allowed": failure.is_none(), "failure": failure,
            });
            ("service-decided", members)
        }
        Event::ServiceUsed { module, state, service, subject, given } => {
            let (module, service) = (&module.name, service.to_string());
            let members = json!({
                "module": module, "state": tag(state), "service": service, "subject": subject, "given": given,
            });
            ("service-used", members)
        }
        Event::Warning { state, message } => ("warning", json!({"state": tag(state), "message": message})),
        Event::Problem { problem } => ("problem", diagnostic(problem)),
        Event::RunFinished { summary } => {
            ("run-finished", json!({"total": summary.total, "failed": summary.failed}))
        }
    };
    (name, object(members))
}

fn object(value: Value) -> Object {
    match value {
        Value::Object(members) => members,
        _ => Object::new(),
    }
}

fn tag(state: &Option<StateAddress>) -> Value {
    state.as_ref().map(StateAddress::tag).into()
}

fn added(address: &StateAddress, place: Option<&Location>) -> Value {
    json!({
        "state": address.tag(),
        "id": address.id,
        "function": address.full_path(),
        "file": place.map(|place| place.file.as_ref()),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
    })
}

fn finished(outcome: &Outcome) -> Value {
    json!({
        "state": outcome.address.tag(),
        "name": outcome.name,
        "action": Status::of(outcome).action(),
        "result": outcome.result.as_json(),
        "comment": change::comments(outcome),
        "changes": outcome.changes.0,
        "number": outcome.run_number,
        "total_seconds": outcome.total_seconds,
        "failure": outcome.failure.as_ref().map(failure_json),
    })
}

/// A failure with those of its details that have a meaning of their own.
pub fn failure_json(failure: &Failure) -> Value {
    let detail = |member: &str| failure.detail.as_ref().and_then(|detail| detail.get(member)?.as_str());
    let operation = detail("service").zip(detail("operation"));
    json!({
        "code": failure.code,
        "cause": cause_name(failure.cause),
        "blame": failure.blame.to_string(),
        "message": failure.message,
        "retryable": failure.retryable,
        "ambiguous": failure.ambiguous,
        "help": failure.help(),
        "operation": operation.map(|(service, name)| format!("{service}:{name}")),
        "request_id": detail("request_id"),
    })
}

fn diagnostic(problem: &Diagnostic) -> Value {
    let place = problem.location.as_ref();
    json!({
        "severity": match problem.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        },
        "code": problem.code,
        "message": problem.message,
        "file": place.map(|place| place.file.as_ref()),
        "line": place.map(|place| place.line),
        "column": place.map(|place| place.column),
        "help": problem.help,
    })
}

/// As in `wit/`.
fn cause_name(cause: Cause) -> &'static str {
    match cause {
        Cause::NotFound => "not-found",
        Cause::AlreadyExists => "already-exists",
        Cause::Denied => "denied",
        Cause::Throttled => "throttled",
        Cause::Invalid => "invalid",
        Cause::Conflict => "conflict",
        Cause::Timeout => "timeout",
        Cause::Cancelled => "cancelled",
        Cause::Unsupported => "unsupported",
        Cause::Other => "other",
    }
}

/// The name of a level.
pub fn level_name(level: LogLevel) -> &'static str {
    match level {
        LogLevel::Trace => "trace",
        LogLevel::Debug => "debug",
        LogLevel::Info => "info",
        LogLevel::Warn => "warn",
        LogLevel::Error => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use wasmidem_contract::{Action, Blame, Effect, ModuleId, OperationName, Phase, Service, Summary};

    const SCHEMA: &str = include_str!("../../../../docs/schemas/event.schema.json");

    fn all() -> Vec<Event> {
        let address = outcome("a", Action::Create).address;
        let module = ModuleId { name: "ec2_vpc".into(), digest: "0".into(), signer: None };
        let state = Some(address.clone());
        let operation = OperationName::new("ec2", "CreateVpc");
        let failure = Failure::new(Cause::Denied, Blame::Aws, "aws.ec2.X", "no")
            .with_help("ask")
            .with_detail("service", "ec2")
            .with_detail("operation", "CreateVpc")
            .with_detail("request_id", "r-1");
        let place = Location { file: "a.sls".into(), line: 1, column: 3 };
        let mut failed = outcome("a", Action::Fail);
        failed.failure = Some(failure.clone());
        let call = |failure| Event::CallFinished {
            call: 1,
            operation: operation.clone(),
            attempts: 2,
            milliseconds: 3,
            failure,
        };
        let decided = |failure, subject: Option<&str>, service| Event::ServiceDecided {
            module: module.clone(),
            state: None,
            service,
            subject: subject.map(str::to_owned),
            failure,
        };
        vec![
            Event::Problem { problem: Diagnostic::warning("x", "y") },
            Event::Problem { problem: Diagnostic::error("x", "y").at(place.clone(), None, 1).with_help("z") },
            Event::RunStarted { states: 1, phase: Phase::Apply },
            Event::StatesAdded { states: vec![(address.clone(), Some(place))] },
            Event::StateStarted { address: address.clone() },
            Event::Log {
                module: module.clone(),
                state: state.clone(),
                level: LogLevel::Info,
                message: "m".into(),
            },
            Event::CallStarted {
                call: 1,
                module: module.clone(),
                state: None,
                operation: operation.clone(),
                effect: Effect::Write,
            },
            Event::CallRetried {
                call: 1,
                operation: operation.clone(),
                attempt: 2,
                failure: failure.clone(),
            },
            call(None),
            call(Some(failure.clone())),
            Event::CallDenied {
                module: module.clone(),
                state: state.clone(),
                operation,
                failure: failure.clone(),
            },
            decided(None, Some("test.ping"), Service::HubCall),
            decided(Some(failure), None, Service::ClockNow),
            Event::ServiceUsed {
                module,
                state: state.clone(),
                service: Service::RandomBytes,
                subject: None,
                given: json!({"bytes": 16, "sha256": "0".repeat(64)}),
            },
            Event::Warning { state, message: "w".into() },
            Event::Reconciling { pass: 1, pending: vec![address], wait_seconds: 1.5 },
            Event::StateFinished { outcome: Box::new(outcome("a", Action::Create)) },
            Event::StateFinished { outcome: Box::new(failed) },
            Event::RunFinished { summary: Summary { total: 1, failed: 1 } },
        ]
    }

    #[test]
    fn every_event_is_as_the_schema_says() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for event in all() {
            let (name, mut members) = event_json(&event);
            names.insert(name.to_owned());
            members.insert("time".into(), "2026-11-20T15:33:46.130226Z".into());
            members.insert("run".into(), "019aa0b8-0000-7000-8000-000000000000".into());
            members.insert("event".into(), name.into());
            let value = Value::Object(members.clone());
            let problems: Vec<String> =
                validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(problems.is_empty(), "{value:#}\n{}", problems.join("\n"));
            members.insert("more".into(), Value::Null);
            assert!(!validator.is_valid(&Value::Object(members)), "{name} takes anything");
        }
        let known = schema["properties"]["event"]["enum"].as_array().unwrap();
        assert_eq!(known.len(), names.len(), "{names:?}");
    }

    #[test]
    fn details_that_mean_something_are_told() {
        let failure = Failure::new(Cause::Other, Blame::Host, "x", "y").with_detail("ret", "secret");
        let told = failure_json(&failure);
        assert!(!told.to_string().contains("secret"), "{told}");
    }
}
