//! `present` and `absent`, derived from a module's primitives.

mod absent;
mod comments;
mod ignore;
mod name_tag;
mod present;
mod replace;
mod unseen;

pub(crate) use absent::absent;
pub(crate) use present::present;

use wasmidem_contract::{Object, Value};

use crate::state::Verdict;

/// What stands for an id that only the real run will know; idem's text.
pub(crate) const ID_AFTER_PRESENT: &str = "resource_id_known_after_present";
/// How every value ends that only the real run will know; idem's texts.
const KNOWN_AFTER: [&str; 2] = ["_known_after_applying", "_known_after_present"];

/// The id in arguments or in a state; empty counts as none.
pub(crate) fn resource_id(object: &Object) -> Option<String> {
    object.get("resource_id")?.as_str().filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether something in a value is only known after the real run.
pub(crate) fn has_unknown(value: &Value) -> bool {
    match value {
        Value::String(text) => KNOWN_AFTER.iter().any(|end| text.contains(*end)),
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

/// The same verdict, with states that are shown without these members: name, or name and id. The store
/// keeps both. As in idem, the preview of a creation shows the last of them.
pub(crate) fn unnamed(mut verdict: Verdict, hidden: &[&str]) -> Verdict {
    for state in [&mut verdict.old_state, &mut verdict.new_state] {
        let Value::Object(members) = state else { continue };
        let to_come = members.get("resource_id").is_some_and(|id| id == ID_AFTER_PRESENT);
        let shown = usize::from(to_come);
        for member in hidden.iter().rev().skip(shown) {
            members.shift_remove(*member);
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
