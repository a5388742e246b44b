//! The outcome as idem's `--output=json` prints it, with `action` and `failure` added. The form is
//! published: `docs/schemas/run-output.schema.json`.

use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};
use serde_json::{Value, json};
use wasmidem_contract::{Diagnostic, Object, Outcome};

use super::group::Grouped;
use super::plain::plain_json;
use super::status::Status;

/// The outcomes by tag, as they are to be shown.
pub fn outcomes_value(grouped: &Grouped<'_>, meta: &Object) -> Value {
    let shown = grouped.shown.iter().map(|outcome| (outcome.address.tag(), one(outcome, meta)));
    Value::Object(shown.chain(grouped.note()).collect())
}

fn one(outcome: &Outcome, meta: &Object) -> Value {
    let mut out = json!({
        "tag": outcome.address.tag(),
        "name": outcome.name,
        "__id__": outcome.address.id,
        "changes": outcome.changes.0,
        "new_state": outcome.new_state,
        "old_state": outcome.old_state,
        "comment": outcome.comments,
        "rerun_data": outcome.rerun_data,
        "result": outcome.result.as_json(),
        "esm_tag": outcome.address.esm_tag(),
        "__run_num": outcome.run_number,
        "start_time": outcome.start_time,
        "total_seconds": outcome.total_seconds,
        "sls_meta": meta,
        "action": Status::of(outcome).action(),
    });
    if let (Some(failure), Some(members)) = (&outcome.failure, out.as_object_mut()) {
        members.insert(
            "failure".to_owned(),
            json!({"code": failure.code, "blame": failure.blame.to_string(), "help": failure.help()}),
        );
    }
    out
}

/// Problems that kept anything from running.
pub fn errors(problems: &[Diagnostic]) -> String {
    pretty(&errors_value(problems))
}

/// The same as a value.
pub fn errors_value(problems: &[Diagnostic]) -> Value {
    let all: Vec<Value> = problems
        .iter()
        .map(|problem| {
            json!({
                "code": problem.code,
                "message": problem.message,
                "file": problem.location.as_ref().map(|location| location.file.as_ref()),
                "line": problem.location.as_ref().map(|location| location.line),
                "column": problem.location.as_ref().map(|location| location.column),
                "help": problem.help,
            })
        })
        .collect();
    json!({ "errors": all })
}

/// JSON with an indent of four, as idem prints it, and a line end.
pub fn pretty(value: &Value) -> String {
    let mut out = Vec::new();
    let mut writer = Serializer::with_formatter(&mut out, PrettyFormatter::with_indent(b"    "));
    if value.serialize(&mut writer).is_err() {
        return format!("{value}\n");
    }
    out.push(b'\n');
    String::from_utf8(out).map_or_else(|_| format!("{value}\n"), |text| plain_json(&text))
}
