//! Failures that guests return.

use serde_json::Value;
use wasmidem_contract::{Blame, Cause, Failure, Object};

use crate::sanitise;
use crate::store::Guest;
use crate::wire;

/// The longest message, and the longest text in a detail, in bytes.
const TEXT_BYTES: usize = 4 << 10;
/// The longest detail, in bytes of JSON.
const DETAIL_BYTES: usize = 64 << 10;

/// What a guest says went wrong, with the blame where it belongs.
///
/// A guest mostly passes on what an AWS call gave it: then blame is what the host said. Otherwise it
/// is the module's, or the state file's if the module says so; it cannot blame anyone else.
pub(crate) fn read(failure: &wire::Failure, guest: &Guest) -> Failure {
    let mut detail = failure.detail.as_deref().and_then(read_detail).unwrap_or_default();
    let claimed = detail.remove("blame");
    detail.remove("ambiguous");
    // advice is printed as ours: a module gives none
    detail.remove("help");
    let same = |given: &&Failure| given.code == failure.code && given.message == failure.message;
    let passed_on = guest.failures.iter().rev().find(same);
    let blame = match passed_on {
        Some(given) => given.blame,
        None if claimed.as_ref().and_then(Value::as_str) == Some("state file") => Blame::Author,
        None => Blame::Module,
    };
    let module = &guest.caller.module.name;
    let code = match sanitise::code(&failure.code) {
        code if code.is_empty() => "module.failure".to_owned(),
        code => code,
    };
    let message = match sanitise::line(&failure.message, TEXT_BYTES) {
        message if message.trim().is_empty() => {
            format!("module `{module}` failed without saying why")
        }
        message => message,
    };
    Failure {
        cause: cause(failure.cause),
        blame,
        code,
        message,
        retryable: failure.retryable,
        // a module that swallows such a failure does not make it unhappen
        ambiguous: guest.failures.iter().any(|given| given.ambiguous),
        detail: match passed_on {
            Some(given) => given.detail.clone(),
            None if detail.is_empty() => None,
            None => Some(Box::new(Value::Object(detail))),
        },
    }
}

fn read_detail(text: &str) -> Option<Object> {
    if text.len() > DETAIL_BYTES {
        return None;
    }
    match serde_json::from_str(text).map(clean) {
        Ok(Value::Object(detail)) => Some(detail),
        _ => None,
    }
}

/// The same with all texts as single lines.
fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(sanitise::line(&text, TEXT_BYTES)),
        Value::Array(items) => Value::Array(items.into_iter().map(clean).collect()),
        Value::Object(members) => {
            let members =
                members.into_iter().map(|(name, value)| (sanitise::line(&name, TEXT_BYTES), clean(value)));
            Value::Object(members.collect())
        }
        other => other,
    }
}

fn cause(cause: wire::Cause) -> Cause {
    match cause {
        wire::Cause::NotFound => Cause::NotFound,
        wire::Cause::AlreadyExists => Cause::AlreadyExists,
        wire::Cause::Denied => Cause::Denied,
        wire::Cause::Throttled => Cause::Throttled,
        wire::Cause::Invalid => Cause::Invalid,
        wire::Cause::Conflict => Cause::Conflict,
        wire::Cause::Timeout => Cause::Timeout,
        wire::Cause::Cancelled => Cause::Cancelled,
        wire::Cause::Unsupported => Cause::Unsupported,
        wire::Cause::Other => Cause::Other,
    }
}
