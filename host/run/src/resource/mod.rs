//! `present` and `absent`, derived from a module's primitives.

mod absent;
mod comments;
mod ignore;
mod name_tag;
mod present;
mod replace;

pub(crate) use absent::absent;
pub(crate) use present::present;

use wasmidem_contract::{Object, Value};

use crate::state::Verdict;

/// What stands for an id that only the real run will know; idem's text.
pub(crate) const ID_AFTER_PRESENT: &str = "resource_id_known_after_present";
/// How every value ends that only the real run will know; idem's text.
const KNOWN_AFTER: &str = "_known_after_applying";

/// The id in arguments or in a state; empty counts as none.
pub(crate) fn resource_id(object: &Object) -> Option<String> {
    object.get("resource_id")?.as_str().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether something in a value is only known after the real run.
pub(crate) fn has_unknown(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(ID_AFTER_PRESENT) || text.contains(KNOWN_AFTER),
        Value::Array(items) => items.iter().any(has_unknown),
        Value::Object(members) => members.values().any(has_unknown),
        _ => false,
    }
}

/// A state under the name the state file gives it.
pub(crate) fn renamed(mut state: Object, name: &str) -> Object {
    state.remove("name");
    named(state, name)
}

/// The same verdict, with states that are shown without name and id. The store keeps both.
pub(crate) fn unnamed(mut verdict: Verdict) -> Verdict {
    for state in [&mut verdict.old_state, &mut verdict.new_state] {
        if let Value::Object(members) = state {
            members.shift_remove("name");
            members.shift_remove("resource_id");
        }
    }
    verdict
}

/// A state as it is shown and remembered: with the name first, unless the module gives one itself.
pub(crate) fn named(state: Object, name: &str) -> Object {
    if state.contains_key("name") {
        return state;
    }
    let mut out = Object::new();
    out.insert("name".to_owned(), Value::String(name.to_owned()));
    out.extend(state);
    out
}
