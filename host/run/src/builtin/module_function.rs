//! State functions that modules offer, such as `test.nop`.

use wasmidem_contract::{Action, Blame, Cause, Changes, Failure, FunctionKind, State, Step, Value};

use super::with_rerun_data;
use crate::state::{Call, Shared, Verdict};

/// Calls a state function of a module; its answer is an object as `wit/v0.1/module.wit` says.
pub(crate) async fn module_function(
    shared: &Shared<'_>,
    state: &State,
    step: &Step,
    path: &str,
    call: Call,
) -> Verdict {
    let modules = shared.ports.modules;
    let Call { mut arguments, rerun_data, .. } = call;
    arguments.insert("name".to_owned(), Value::String(state.name.clone()));
    if let Some(function) = modules.function(FunctionKind::State, path) {
        with_rerun_data(function, &mut arguments, rerun_data);
    }
    let answer = match modules.call(step, FunctionKind::State, path, &arguments, shared.preview).await {
        Ok(answer) => answer,
        Err(failure) => return Verdict::failed(failure),
    };
    let Value::Object(mut answer) = answer else {
        let text = format!("`{path}` returned no object");
        return Verdict::failed(Failure::new(Cause::Other, Blame::Module, "module.answer", text));
    };
    let mut take = |member: &str| answer.remove(member).unwrap_or(Value::Null);
    let (old_state, new_state) = (take("old_state"), take("new_state"));
    let changes = match take("changes") {
        Value::Object(changes) => Changes(changes),
        _ => crate::changes(&old_state, &new_state),
    };
    let action = match take("result") {
        Value::Bool(false) => Action::Fail,
        Value::Null => Action::Skip,
        _ if changes.is_empty() => Action::Unchanged,
        _ => Action::Run,
    };
    let comments = match take("comment") {
        Value::Array(lines) => lines.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(line) => vec![line],
        _ => Vec::new(),
    };
    let rerun_data = take("rerun_data");
    let verdict = Verdict::new(action, old_state, new_state);
    Verdict { comments, changes: Some(changes), rerun_data, ..verdict }
}
