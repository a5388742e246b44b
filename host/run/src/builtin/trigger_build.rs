//! `trigger.build`: changes when its values do, so that other states can wait for it by
//! `onchanges`. The last values are remembered in the store.

use serde_json::json;
use wasmidem_contract::{Action, Changes, Object, State, Value};

use crate::recover::store_failure;
use crate::resource::resource_id;
use crate::state::{Shared, Verdict};

pub(super) fn schema() -> Value {
    json!({
        "description": "Remembers values, and changes when they do.",
        "properties": {
            "triggers": {
                "type": "array",
                "description": "The values, as mappings that are laid over each other.",
                "items": {"type": "object", "additionalProperties": {}},
            },
            "resource_id": {"type": "string", "description": "Names the trigger in the store."},
        },
    })
}

pub(super) fn call(shared: &Shared<'_>, state: &State, arguments: &Object) -> Verdict {
    let enforced = shared.store().get(&state.address).cloned();
    let triggers = triggers(arguments);
    let id = resource_id(arguments).or_else(|| enforced.as_ref().and_then(resource_id));
    let id = id.unwrap_or_else(|| format!("idem-trigger-{}", uuid::Uuid::new_v4()));
    // Without any, what was written is remembered, as in idem.
    let written = || arguments.get("triggers").cloned().unwrap_or_default();
    let shown = if triggers.is_empty() { written() } else { Value::Object(triggers.clone()) };
    let new_state = json!({ "triggers": shown, "resource_id": id });
    let before = enforced.as_ref().and_then(|state| state.get("triggers")?.as_object().cloned());
    let changes = difference(before.unwrap_or_default(), triggers);
    let (action, ending) =
        if changes.is_empty() { (Action::Unchanged, "no changes") } else { (Action::Run, "changes") };
    if !shared.preview
        && let Some(remembered) = new_state.as_object()
        && let Err(error) = shared.store().put(&state.address, remembered, None)
    {
        return Verdict::failed(store_failure(error));
    }
    let old_state = Value::Object(enforced.unwrap_or_default());
    let verdict = Verdict::new(action, old_state, new_state);
    let comment = format!("Trigger '{}' built with {ending}", state.name);
    Verdict { changes: Some(changes), ..verdict.comment(comment) }
}

/// The mappings laid over each other; of two values of one name the first counts, as in idem.
fn triggers(arguments: &Object) -> Object {
    let mappings = arguments.get("triggers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let mut all = Object::new();
    for mapping in mappings.iter().rev().filter_map(Value::as_object) {
        all.extend(mapping.clone());
    }
    all
}

/// What differs; sides without anything are left out.
fn difference(old: Object, new: Object) -> Changes {
    let only = |side: &Object, other: &Object| -> Object {
        let differs = |(name, value): &(&String, &Value)| other.get(*name) != Some(*value);
        side.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    let sides = [("old", only(&old, &new)), ("new", only(&new, &old))];
    let sides = sides.into_iter().filter(|(_, side)| !side.is_empty());
    Changes(sides.map(|(name, side)| (name.to_owned(), Value::Object(side))).collect())
}
