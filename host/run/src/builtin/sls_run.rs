//! `sls.run`: state files as a group that can be used several times with different parameters.

use serde_json::json;
use wasmidem_contract::{Action, Blame, Cause, Changes, Failure, Object, SlsRun, State, Value};

use crate::join::{Join, compile_failure};
use crate::state::{Call, Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Runs other state files; all other arguments are parameters for them.",
        "properties": {
            "sls_sources": {"type": "array", "description": "The state files.", "items": {"type": "string"}},
            "params": {"type": "array", "description": "Files of parameters.", "items": {"type": "string"}},
        },
        "required": ["sls_sources"],
    })
}

pub(super) async fn call(shared: &Shared<'_>, state: &State, call: Call) -> Verdict {
    let mut values = call.arguments;
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let sources = values.remove("sls_sources").unwrap_or_default();
    let params = values.remove("params").unwrap_or_default();
    values.remove("name");
    let Some(results) = call.results else {
        let text = "states cannot join while a run only looks";
        return Verdict::failed(Failure::new(Cause::Unsupported, Blame::Host, "run.no-join", text));
    };
    let run = SlsRun {
        id: state.address.id.clone(),
        references: texts(&sources),
        params: texts(&params),
        values: values.clone(),
        location: state.location.clone(),
    };
    let states = match shared.ports.compiler.files(&run, results).await {
        Ok(states) => states,
        Err(problems) => return Verdict::failed(compile_failure(&problems)),
    };
    // Not remembered in the store, as it would be in idem: parameters may be secrets.
    let new_state = Object::from_iter([
        ("sls_sources".to_owned(), sources),
        ("params".to_owned(), params),
        ("is_sls_run".to_owned(), json!(true)),
        ("Status".to_owned(), json!(format!("Added {} states to be run.", states.len()))),
        ("esm_params".to_owned(), Value::Object(values)),
    ]);
    let verdict = Verdict::new(Action::Run, Value::Null, Value::Object(new_state));
    let joins = states.into_iter().map(Join::from).collect();
    // What changes is told by the states themselves.
    Verdict { changes: Some(Changes::default()), joins, ..verdict }
}
