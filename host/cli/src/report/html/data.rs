//! What the page shows, as JSON. All texts are as they are to be shown: characters that are not seen
//! are written out, values are texts.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use wasmidem_contract::{Diagnostic, Failure, Severity};

use super::verdict::Verdict;
use crate::exit_code::Exit;
use crate::report::blocked;
use crate::report::change::{self, Change, Kind};
use crate::report::difference::Difference;
use crate::report::event_json::level_name;
use crate::report::event_lines::rfc3339;
use crate::report::history::{Call, History, StateHistory};
use crate::report::human::{resource_id, shown_id};
use crate::report::plain::{plain, plain_lines};
use crate::report::status::Status;
use crate::report::value::{block, cut, inline};

/// A page that shows longer values is no help to anyone.
const LONGEST: usize = 20_000;
/// Values that are longer on one line get several.
const LINE: usize = 80;

/// All of it.
pub fn data(history: &History, exit: Exit, verdict: &Verdict) -> Value {
    let numbers: HashMap<String, usize> =
        history.states.iter().enumerate().map(|(number, state)| (state.address.tag(), number)).collect();
    let statuses: Vec<Value> = Status::ALL.into_iter().map(|status| of_status(status, history)).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "run": history.run_id,
        "phase": history.phase.to_string(),
        "tone": verdict.tone,
        "verdict": verdict.text,
        "exit": exit as u8,
        "began": rfc3339(history.began),
        "ms": since(history, history.ended),
        "statuses": statuses,
        "problems": history.problems.iter().map(of_problem).collect::<Vec<Value>>(),
        "warnings": history.warnings.iter().map(|text| plain(text)).collect::<Vec<String>>(),
        "waits": history.passes.iter()
            .map(|pass| json!({"at": since(history, pass.began), "ms": pass.seconds * 1000.0}))
            .collect::<Vec<Value>>(),
        "states": history.states.iter()
            .map(|state| of_state(state, history, &numbers))
            .collect::<Vec<Value>>(),
    })
}

fn of_status(status: Status, history: &History) -> Value {
    json!({
        "key": status.action(),
        "sign": status.sign(),
        "word": status.counted(history.phase),
        "count": history.states.iter().filter(|state| state.status() == status).count(),
    })
}

fn of_problem(problem: &Diagnostic) -> Value {
    json!({
        "error": problem.severity == Severity::Error,
        "code": problem.code,
        "message": plain(&problem.message),
        "place": problem.location.as_ref().map(|place| plain(&place.to_string())),
        "excerpt": problem.excerpt.as_ref().map(|line| plain(line.trim())),
        "help": problem.help.as_ref().map(|help| plain_lines(help)),
    })
}

fn of_state(state: &StateHistory, history: &History, numbers: &HashMap<String, usize>) -> Value {
    let status = state.status();
    let outcome = state.outcome.as_ref();
    let reasons = outcome.and_then(blocked::reasons).unwrap_or_default();
    let why: Vec<Value> = reasons
        .iter()
        .map(|reason| {
            json!({"text": plain(&reason.sentence(&history.not_run)), "state": numbers.get(&reason.tag)})
        })
        .collect();
    let comments: Vec<String> = match outcome {
        Some(outcome) if why.is_empty() => change::comments(outcome).into_iter().map(plain_lines).collect(),
        _ => Vec::new(),
    };
    // Of what was deleted there is nothing to compare.
    let changes = outcome.filter(|_| status != Status::Deleted).map(change::news).unwrap_or_default();
    let calls = state.calls.iter().filter_map(|place| history.calls.get(*place));
    json!({
        "id": shown_id(&state.address),
        "function": plain(&state.address.full_path()),
        "status": status.action(),
        "word": status.counted(history.phase),
        "resource": outcome.and_then(resource_id).map(plain),
        "place": state.place.as_ref().map(|place| plain(&place.to_string())),
        "tries": state.tries.iter().map(|began| since(history, *began)).collect::<Vec<f64>>(),
        "ended": state.ended.map(|ended| since(history, ended)),
        "ms": outcome.map_or(0.0, |outcome| outcome.total_seconds * 1000.0),
        "why": why,
        "comments": comments,
        "failure": outcome.and_then(|outcome| outcome.failure.as_ref()).filter(|_| why.is_empty()).map(of_failure),
        "changes": changes.iter().map(of_change).collect::<Vec<Value>>(),
        "calls": calls.map(|call| of_call(call, history)).collect::<Vec<Value>>(),
        "warnings": state.warnings.iter().map(|text| plain_lines(text)).collect::<Vec<String>>(),
        "logs": state.logs.iter()
            .map(|(level, text)| json!([level_name(*level), plain_lines(text)]))
            .collect::<Vec<Value>>(),
    })
}

fn of_failure(failure: &Failure) -> Value {
    let detail =
        |name: &str| failure.detail.as_ref().and_then(|detail| detail.get(name)?.as_str()).map(plain);
    json!({
        "message": plain_lines(&failure.message),
        "blame": failure.blame.to_string(),
        "code": plain(&failure.code),
        "help": failure.help().map(plain_lines),
        "request": detail("request_id"),
        "ambiguous": failure.ambiguous,
    })
}

fn of_call(call: &Call, history: &History) -> Value {
    json!({
        "operation": plain(&call.operation.to_string()),
        "effect": call.effect.map(|effect| effect.to_string()),
        "at": since(history, call.began),
        "ms": call.milliseconds,
        "attempts": call.attempts,
        "retries": call.retries.iter().map(|failure| plain(&failure.code)).collect::<Vec<String>>(),
        "failure": call.failure.as_ref().map(of_failure),
    })
}

fn of_change(change: &Change) -> Value {
    let (sign, members) = match &change.kind {
        Kind::Added(new) => ("+", json!({ "new": [text(new)] })),
        Kind::Removed(old) => ("-", json!({ "old": [text(old)] })),
        Kind::Replaced(old, new) => {
            let (old, new) = (text(old), text(new));
            let parts = Difference::between(&old, &new);
            // What has little in common is not helped by marks.
            let side = |whole: &str, own: &str| match whole.len() > 2 * own.len() {
                true => json!([parts.before, own, parts.after]),
                false => json!([whole]),
            };
            ("~", json!({"old": side(&old, &parts.old), "new": side(&new, &parts.new)}))
        }
        Kind::Elements(removed, added) => {
            let old = removed.iter().map(|value| json!(["-", text(value)]));
            let new = added.iter().map(|value| json!(["+", text(value)]));
            ("~", json!({ "lines": old.chain(new).collect::<Vec<Value>>() }))
        }
        Kind::Lines(lines) => {
            let line = |(new, text): &(bool, String)| json!([if *new { "+" } else { "-" }, plain(text)]);
            ("~", json!({ "lines": lines.iter().map(line).collect::<Vec<Value>>() }))
        }
        Kind::Sensitive => ("~", json!({ "sensitive": true })),
    };
    let mut out = json!({"member": plain(&change.member), "sign": sign});
    if let (Value::Object(out), Value::Object(members)) = (&mut out, members) {
        out.extend(members);
    }
    out
}

fn text(value: &Value) -> String {
    let line = inline(value);
    let long = line.chars().count() > LINE;
    cut(&if long { block(value) } else { line }, LONGEST)
}

/// Milliseconds since the run began.
fn since(history: &History, time: Timestamp) -> f64 {
    time.duration_since(history.began).as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind) -> Value {
        of_change(&Change { member: "m".to_owned(), kind })
    }

    #[test]
    fn changes_say_what_differs() {
        assert_eq!(of(Kind::Added(json!("a"))), json!({"member": "m", "sign": "+", "new": ["a"]}));
        assert_eq!(
            of(Kind::Replaced(json!("a1z"), json!("a2z"))),
            json!({"member": "m", "sign": "~", "old": ["a", "1", "z"], "new": ["a", "2", "z"]})
        );
        assert_eq!(
            of(Kind::Replaced(json!(true), json!(false))),
            json!({"member": "m", "sign": "~", "old": ["true"], "new": ["false"]})
        );
        assert_eq!(
            of(Kind::Elements(vec![json!(1)], vec![json!({"a": 2})])),
            json!({"member": "m", "sign": "~", "lines": [["-", "1"], ["+", "{a: 2}"]]})
        );
        assert_eq!(of(Kind::Sensitive), json!({"member": "m", "sign": "~", "sensitive": true}));
    }

    #[test]
    fn long_values_get_lines_of_their_own() {
        let long = "x".repeat(90);
        assert_eq!(text(&json!({"a": long, "b": [1]})), format!("a: {long}\nb:\n  - 1"));
        assert_eq!(text(&json!("y".repeat(LONGEST + 1))).chars().count(), LONGEST);
    }
}
