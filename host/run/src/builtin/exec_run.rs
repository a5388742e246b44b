//! `exec.run`: calls an exec function of a module and makes its value the state.

use serde_json::json;
use wasmidem_contract::{
    Action, Answer, ArgumentProblem, Blame, Cause, Changes, Failure, FunctionInfo, FunctionKind, Object,
    State, Step, Value, nearest,
};

use super::with_rerun_data;
use crate::state::{Call, Shared, Verdict};

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

pub(super) async fn call(shared: &Shared<'_>, state: &State, step: &Step, call: Call) -> Verdict {
    let arguments = &call.arguments;
    let path = arguments.get("path").and_then(Value::as_str).unwrap_or(&state.name);
    let path = path.strip_prefix("exec.").unwrap_or(path);
    let comment = format!("wasmidem exec {path} --acct-profile={}", step.profile);
    let function = match find(shared, path) {
        Ok(function) => function,
        Err(failure) => return refused(comment, failure),
    };
    let bound = match bound(shared, state, function, arguments, call.rerun_data) {
        Ok(bound) => bound,
        Err(failure) => return refused(comment, failure),
    };
    match ask(shared, step, function, &bound).await {
        // What a preview may not do is no failure of the state.
        Err(failure) if shared.preview && failure.code == "policy.phase" => {
            Verdict::new(Action::Run, Value::Null, Value::Null)
                .comment(comment)
                .comment(format!("Would call {path}, which changes something"))
        }
        result => ended(comment, result),
    }
}

/// The exec function at a path.
///
/// # Errors
/// When no module has it, with what may be meant.
pub(super) fn find<'a>(shared: &Shared<'a>, path: &str) -> Result<&'a FunctionInfo, Failure> {
    shared.ports.modules.function(FunctionKind::Exec, path).ok_or_else(|| {
        let text = format!("there is no exec function `{path}`");
        let failure = Failure::new(Cause::NotFound, Blame::Author, "run.unknown-function", text);
        match nearest(path, shared.ports.modules.paths()) {
            Some(meant) => failure.with_help(format!("did you mean `{meant}`?")),
            None => failure,
        }
    })
}

/// Calls an exec function with the `args` and `kwargs` of a state.
pub(super) async fn run(
    shared: &Shared<'_>,
    state: &State,
    step: &Step,
    function: &FunctionInfo,
    arguments: &Object,
    rerun_data: Value,
) -> Result<Answer, Failure> {
    let bound = bound(shared, state, function, arguments, rerun_data)?;
    ask(shared, step, function, &bound).await
}

/// The arguments of a call, checked.
fn bound(
    shared: &Shared<'_>,
    state: &State,
    function: &FunctionInfo,
    arguments: &Object,
    rerun_data: Value,
) -> Result<Object, Failure> {
    let mut bound = bind_arguments(function, state, arguments)?;
    with_rerun_data(function, &mut bound, rerun_data);
    refuse_unknown(function, &bound)?;
    shared.check(state, &function.schema, &bound)?;
    Ok(bound)
}

/// A function that is called otherwise than it is meant does something else than is meant.
fn refuse_unknown(function: &FunctionInfo, arguments: &Object) -> Result<(), Failure> {
    let unknown = function.schema.check(arguments).into_iter().find_map(|problem| match problem {
        ArgumentProblem::Unknown { name, suggestion } if !name.contains('.') => Some((name, suggestion)),
        _ => None,
    });
    let Some((name, suggestion)) = unknown else { return Ok(()) };
    let text = format!("`{}` has no argument `{name}`", function.path);
    let failure = Failure::new(Cause::Invalid, Blame::Author, "run.unknown-argument", text);
    Err(match suggestion {
        Some(meant) => failure.with_help(format!("did you mean `{meant}`?")),
        None => failure,
    })
}

async fn ask(
    shared: &Shared<'_>,
    step: &Step,
    function: &FunctionInfo,
    arguments: &Object,
) -> Result<Answer, Failure> {
    let modules = shared.ports.modules;
    let returned = modules.call(step, FunctionKind::Exec, &function.path, arguments, shared.preview).await?;
    Ok(function.answer(returned))
}

/// A call that was not made, so that nothing was returned.
fn refused(comment: String, failure: Failure) -> Verdict {
    let verdict = Verdict::failed(failure);
    Verdict { comments: [vec![comment], verdict.comments].concat(), ..verdict }
}

/// As idem reports it: whatever the function returns is a change.
fn ended(comment: String, result: Result<Answer, Failure>) -> Verdict {
    let (answer, failure) = match result {
        Ok(answer) => {
            let failure = (!answer.result).then(|| not_done(&answer));
            (answer, failure)
        }
        Err(failure) => {
            let comments = vec![failure.message.clone()];
            let nothing = Answer { result: false, ret: Value::Null, comments, rerun_data: Value::Null };
            (nothing, Some(failure))
        }
    };
    let mut changes = Object::new();
    changes.insert("new".to_owned(), answer.ret.clone());
    let action = if failure.is_none() { Action::Run } else { Action::Fail };
    let mut verdict = Verdict::new(action, Value::Null, answer.ret);
    verdict.comments.push(comment);
    verdict.comments.extend(answer.comments);
    Verdict { changes: Some(Changes(changes)), failure, rerun_data: answer.rerun_data, ..verdict }
}

fn not_done(answer: &Answer) -> Failure {
    let text = match answer.comments.as_slice() {
        [] => "the function is not done".to_owned(),
        comments => comments.join("; "),
    };
    Failure::new(Cause::Other, Blame::Module, "run.not-done", text)
}

/// The `args` and `kwargs` of a state; a parameter called `name` gets the state's name unless it is
/// given.
fn bind_arguments(function: &FunctionInfo, state: &State, arguments: &Object) -> Result<Object, Failure> {
    let named = arguments.get("kwargs").and_then(Value::as_object).cloned().unwrap_or_default();
    let positional = arguments.get("args").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut bound = function.bind(positional, named)?;
    if function.schema.member("name").is_some() {
        bound.entry("name").or_insert_with(|| Value::String(state.name.clone()));
    }
    Ok(bound)
}
