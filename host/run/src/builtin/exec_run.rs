//! `exec.run`: calls an exec function of a module and makes its value the state.

use serde_json::json;
use wasmidem_contract::{
    Action, Blame, Cause, Changes, Failure, FunctionInfo, FunctionKind, Object, State, Step, Value, nearest,
};

use crate::state::{Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Calls an exec function.",
        "properties": {
            "path": {"type": "string", "description": "The function, e.g. `test.ping`; the name by default."},
            "args": {"type": "array", "description": "Its arguments in order."},
            "kwargs": {"type": "object", "description": "Its arguments by name.", "additionalProperties": {}},
        },
    })
}

pub(super) async fn call(shared: &Shared<'_>, state: &State, step: &Step, arguments: &Object) -> Verdict {
    let path = arguments.get("path").and_then(Value::as_str).unwrap_or(&state.name);
    let path = path.strip_prefix("exec.").unwrap_or(path);
    let comment = format!("wasmidem exec {path} --acct-profile={}", step.profile);
    let Some(function) = shared.modules.function(FunctionKind::Exec, path) else {
        let text = format!("there is no exec function `{path}`");
        let mut failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-function", text);
        if let Some(meant) = nearest(path, shared.modules.paths()) {
            failure = failure.with_help(format!("did you mean `{meant}`?"));
        }
        let verdict = Verdict::failed(failure);
        return Verdict { comments: [vec![comment], verdict.comments].concat(), ..verdict };
    };
    let result = match bind_arguments(function, state, arguments) {
        Ok(bound) => match shared.check(state, &function.schema, &bound) {
            Ok(()) => shared.modules.call(step, FunctionKind::Exec, path, &bound, shared.preview).await,
            Err(failure) => Err(failure),
        },
        Err(failure) => Err(failure),
    };
    match result {
        // What a preview may not do is no failure of the state.
        Err(failure) if shared.preview && failure.code == "policy.phase" => {
            Verdict::new(Action::Run, Value::Null, Value::Null)
                .comment(comment)
                .comment(format!("Would call {path}, which changes something"))
        }
        result => ended(comment, result),
    }
}

/// As idem reports it: whatever the function returns is a change.
fn ended(comment: String, result: Result<Value, Failure>) -> Verdict {
    let (action, value, failure) = match result {
        Ok(value) => (Action::Run, value, None),
        Err(failure) => (Action::Fail, Value::Null, Some(failure)),
    };
    let mut changes = Object::new();
    changes.insert("new".to_owned(), value.clone());
    let mut verdict = Verdict::new(action, Value::Null, value);
    verdict.comments.push(comment);
    verdict.comments.extend(failure.iter().map(|failure| failure.message.clone()));
    Verdict { changes: Some(Changes(changes)), failure, ..verdict }
}

/// `args` in the order of the function's parameters, and `kwargs`; a parameter called `name` gets
/// the state's name unless it is given.
fn bind_arguments(function: &FunctionInfo, state: &State, arguments: &Object) -> Result<Object, Failure> {
    let mut bound = arguments.get("kwargs").and_then(Value::as_object).cloned().unwrap_or_default();
    let positional = arguments.get("args").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut parameters = function.schema.members().map(|(name, _)| name);
    for value in positional {
        let Some(parameter) = parameters.next() else {
            let text =
                format!("`{}` takes fewer arguments than the {} given", function.path, positional.len());
            return Err(Failure::new(Cause::Invalid, Blame::Author, "run.too-many-arguments", text));
        };
        if bound.insert(parameter.to_owned(), value.clone()).is_some() {
            let text = format!("`{parameter}` of `{}` is given in `args` and in `kwargs`", function.path);
            return Err(Failure::new(Cause::Invalid, Blame::Author, "run.argument-twice", text));
        }
    }
    if function.schema.member("name").is_some() {
        bound.entry("name").or_insert_with(|| Value::String(state.name.clone()));
    }
    Ok(bound)
}
