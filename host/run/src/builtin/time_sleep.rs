//! `time.sleep`: waits.

use std::time::Duration;

use serde_json::json;
use wasmidem_contract::{Action, Blame, Cause, Failure, Object, Value};

use crate::state::{Shared, Verdict};

/// A day: longer waits are mistakes of unit.
const LONGEST: f64 = 86_400.0;

pub(super) fn schema() -> Value {
    json!({
        "description": "Waits.",
        "properties": {"duration": {"type": "number", "description": "Seconds to wait."}},
    })
}

pub(super) async fn call(shared: &Shared<'_>, arguments: &Object) -> Verdict {
    let empty = || Value::Object(Object::new());
    if !arguments.contains_key("duration") {
        let failure =
            Failure::new(Cause::Invalid, Blame::Author, "run.missing-argument", "Duration is required.");
        return Verdict { old_state: empty(), new_state: empty(), ..Verdict::failed(failure) };
    }
    let duration = arguments.get("duration").cloned().unwrap_or(Value::Null);
    let seconds = duration.as_f64().unwrap_or(0.0);
    if seconds > LONGEST {
        let text = format!("`duration` must be at most {LONGEST} seconds, not {duration}");
        return Verdict::failed(Failure::new(Cause::Invalid, Blame::Author, "run.wrong-value", text));
    }
    let verdict = Verdict::new(Action::Unchanged, empty(), empty());
    if shared.preview {
        return verdict.comment(format!("Would sleep for {duration} seconds."));
    }
    tokio::select! {
        // As in idem, less than nothing is nothing.
        () = tokio::time::sleep(Duration::from_secs_f64(seconds.max(0.0))) => {
            verdict.comment(format!("Successfully slept for {duration} seconds."))
        }
        () = shared.cancel.cancelled() => {
            Verdict::failed(Failure::new(Cause::Cancelled, Blame::Host, "run.cancelled", "the run was stopped"))
        }
    }
}
