//! `render.block`: a text that becomes states once what it needs has run.

use serde_json::json;
use wasmidem_contract::{Action, Blame, Cause, Changes, DeferredBlock, Failure, Object, State, Value};

use crate::join::{Join, compile_failure};
use crate::state::{Call, Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Renders a text as a state file, and adds its states to the run.",
        "properties": {
            "sls": {"type": "string", "description": "The text; write `{% raw %}` around it to keep Jinja for later."},
            "render": {"type": "string", "description": "The render pipe; that of the run by default."},
        },
        "required": ["sls"],
    })
}

pub(super) async fn call(shared: &Shared<'_>, state: &State, call: Call) -> Verdict {
    let text = |name: &str| call.arguments.get(name).and_then(Value::as_str);
    let Some(results) = call.results else {
        let text = "states cannot join while a run only looks";
        return Verdict::failed(Failure::new(Cause::Unsupported, Blame::Host, "run.no-join", text));
    };
    let place = state.argument_locations.iter().find(|(name, _)| name == "sls").map(|(_, place)| place);
    let block = DeferredBlock {
        requires: Vec::new(),
        sls: state.sls.clone(),
        pipe: text("render").map(str::to_owned),
        text: text("sls").unwrap_or_default().into(),
        location: place.unwrap_or(&state.location).clone(),
    };
    match shared.ports.compiler.block(&block, results).await {
        Ok(states) => {
            let added: Object =
                states.iter().map(|state| (state.address.id.clone(), described(state))).collect();
            let new_state = Value::Object(added);
            let joins = states.into_iter().map(Join::from).collect();
            let verdict = Verdict::new(Action::Run, Value::Null, new_state);
            // What changes is told by the states themselves.
            Verdict { changes: Some(Changes::default()), joins, ..verdict }
        }
        Err(problems) => {
            let verdict = Verdict::failed(compile_failure(&problems));
            Verdict { new_state: json!({}), changes: Some(Changes::default()), ..verdict }
        }
    }
}

/// A state as the block brought it: its path, and the arguments it is written with.
fn described(state: &State) -> Value {
    let mut arguments: Vec<Value> =
        state.arguments.iter().map(|(name, value)| json!({ name: value })).collect();
    arguments.push(Value::String(state.address.function.clone()));
    json!({ &state.address.path: arguments, "__sls__": state.sls })
}
