//! `exec.stateful`: an exec function that changes a resource, with a look before and after.

use serde_json::json;
use wasmidem_contract::{
    Action, Blame, Cause, Failure, FunctionInfo, FunctionKind, Object, State, StateAddress, Step, Value,
};

use super::exec_run;
use crate::esm::Binding;
use crate::recover::store_failure;
use crate::state::{Call, Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Calls an exec function that changes a resource, and reports what it changed.",
        "properties": {
            "resource_id": {"type": "string", "description": "The resource."},
            "path": {"type": "string", "description": "The function, e.g. `aws.ec2.instance.reboot`."},
            "get_path": {"type": "string", "description": "The function that looks; `get` beside `path` by default."},
            "get_args": {"type": "array", "description": "Its arguments in order."},
            "get_kwargs": {"type": "object", "description": "Its arguments by name.", "additionalProperties": {}},
            "args": {"type": "array", "description": "The arguments in order."},
            "kwargs": {"type": "object", "description": "The arguments by name.", "additionalProperties": {}},
            "esm_state_id": {"type": "string", "description": "The id of the state that manages the resource; this one's by default."},
            "esm_state_name": {"type": "string", "description": "Its name, if it is one of several `names`."},
        },
        "required": ["resource_id", "path"],
    })
}

pub(super) async fn call(shared: &Shared<'_>, state: &State, step: &Step, call: Call) -> Verdict {
    match stateful(shared, state, step, &call).await {
        Ok(verdict) => verdict,
        Err(failure) => Verdict::failed(failure),
    }
}

async fn stateful(shared: &Shared<'_>, state: &State, step: &Step, call: &Call) -> Result<Verdict, Failure> {
    let arguments = &call.arguments;
    let text = |name: &str| arguments.get(name).and_then(Value::as_str);
    let path = text("path").unwrap_or_default();
    let (resource_path, function_name) = path.rsplit_once('.').unwrap_or(("", path));
    if matches!(function_name, "get" | "list") {
        let text = format!("'{function_name}' cannot be used statefully, use exec.run for this call");
        return Err(Failure::new(Cause::Invalid, Blame::Author, "run.not-stateful", text));
    }
    let function = exec_run::find(shared, path)?;
    let get_path = text("get_path").map_or_else(|| format!("{resource_path}.get"), str::to_owned);
    let get = shared.ports.modules.function(FunctionKind::Exec, &get_path).ok_or_else(|| {
        let text = format!("No 'get' operation could be found at 'exec.{get_path}'");
        Failure::new(Cause::NotFound, Blame::Author, "run.unknown-function", text)
            .with_help("name the function that looks at the resource with `get_path`")
    })?;
    let id = text("resource_id").unwrap_or_default();
    let get_arguments = get_arguments(get, arguments, state, id);
    let owner = owner(state, resource_path, text("esm_state_id"), text("esm_state_name"));

    let known = shared.store().get(&owner).cloned().map(Value::Object);
    let old_state = match known {
        Some(known) => known,
        None => exec_run::run(shared, state, step, get, &get_arguments, Value::Null).await?.ret,
    };
    let with_id = with_id(function, arguments, id);
    let result = exec_run::run(shared, state, step, function, &with_id, call.rerun_data.clone()).await;
    let comment = format!("wasmidem exec {path} --acct-profile={}", step.profile);
    match result {
        Err(failure) if shared.preview && failure.code == "policy.phase" => {
            Ok(Verdict::new(Action::Update, old_state.clone(), old_state)
                .comment(comment)
                .comment(format!("Would call {path}, which changes something")))
        }
        Err(failure) => {
            let verdict = Verdict { old_state, ..Verdict::failed(failure) };
            Ok(Verdict { comments: [vec![comment], verdict.comments].concat(), ..verdict })
        }
        Ok(answer) if !answer.result => {
            let mut verdict = Verdict::new(Action::Fail, old_state, Value::Null).comment(comment);
            verdict.comments.extend(answer.comments);
            Ok(Verdict { rerun_data: answer.rerun_data, ..verdict })
        }
        Ok(answer) => {
            let new_state = exec_run::run(shared, state, step, get, &get_arguments, Value::Null).await?.ret;
            if !shared.preview
                && let Some(new) = new_state.as_object()
            {
                shared.store().put(&owner, new, Some(Binding::of(step))).map_err(store_failure)?;
            }
            let action = if old_state == new_state { Action::Unchanged } else { Action::Update };
            let mut verdict = Verdict::new(action, old_state, new_state).comment(comment);
            verdict.comments.extend(answer.comments);
            Ok(verdict)
        }
    }
}

/// The state the resource is remembered for.
fn owner(state: &State, path: &str, id: Option<&str>, name: Option<&str>) -> StateAddress {
    let id = id.unwrap_or(&state.address.id).to_owned();
    let resource_name = name.filter(|name| *name != id).map(str::to_owned);
    StateAddress { path: path.to_owned(), id, resource_name, function: "present".to_owned() }
}

/// The `args` and `kwargs` of the function that looks: those given, else those of the other function
/// that it takes too; and the resource's id under the name it takes it by.
fn get_arguments(get: &FunctionInfo, arguments: &Object, state: &State, id: &str) -> Object {
    let given = arguments.contains_key("get_args") || arguments.contains_key("get_kwargs");
    let of = |name: &str| arguments.get(name).cloned();
    let mut kwargs = of(if given { "get_kwargs" } else { "kwargs" })
        .and_then(|kwargs| kwargs.as_object().cloned())
        .unwrap_or_default();
    if !given {
        kwargs.retain(|name, _| get.schema.member(name).is_some());
        if get.schema.member("name").is_some() {
            kwargs.insert("name".to_owned(), Value::String(state.name.clone()));
        }
    }
    let mut all = with_id(get, &Object::from_iter([("kwargs".to_owned(), Value::Object(kwargs))]), id);
    if let Some(args) = of("get_args") {
        all.insert("args".to_owned(), args);
    }
    all
}

/// Arguments with the resource's id, under `resource_id` or else `name`, as far as the function takes
/// one of them.
fn with_id(function: &FunctionInfo, arguments: &Object, id: &str) -> Object {
    let mut all = arguments.clone();
    let mut kwargs = all.get("kwargs").and_then(Value::as_object).cloned().unwrap_or_default();
    let id = Value::String(id.to_owned());
    if function.schema.member("resource_id").is_some() {
        kwargs.insert("resource_id".to_owned(), id);
    } else if function.schema.member("name").is_some() {
        kwargs.entry("name").or_insert(id);
    }
    all.insert("kwargs".to_owned(), Value::Object(kwargs));
    all
}
