//! Putting other states' results into arguments.

use wasmidem_contract::{Action, BindError, Object, Outcome, Reference, State, Value, bind};

use crate::Store;
use crate::board::Board;
use crate::requisite::is_tag_of;

/// The arguments of a state with all references replaced.
///
/// # Errors
/// The sentence on the first reference without a value.
pub(crate) fn bound_arguments(
    board: &Board,
    state: &State,
    store: &Store,
    preview: bool,
) -> Result<Object, BindError> {
    let mut lookup = |reference: &Reference| {
        let targets = board.referred(reference);
        // As in idem, of several the last one counts.
        let outcome = targets.iter().rev().find_map(|number| board.outcome(*number));
        match outcome {
            Some(outcome) => from_outcome(reference, outcome, preview),
            None => from_store(reference, store),
        }
    };
    state.arguments.iter().map(|(name, value)| Ok((name.clone(), bind(value, &mut lookup)?))).collect()
}

fn from_outcome(reference: &Reference, outcome: &Outcome, preview: bool) -> Result<Value, BindError> {
    let unknown_yet = preview && !matches!(outcome.action, Action::Unchanged | Action::Delete);
    if outcome.new_state.is_null() {
        if unknown_yet {
            return Ok(reference.placeholder());
        }
        let message = format!(
            "\"{}:{}\" state does not have \"new_state\" in the state returns.",
            reference.path, reference.id
        );
        return Err(BindError { reference: reference.text.clone(), message });
    }
    // An index that is none will not be one after the run either.
    let unknown_yet = unknown_yet && !reference.leads_nowhere();
    reference
        .resolve(&outcome.new_state)
        .or_else(|error| if unknown_yet { Ok(reference.placeholder()) } else { Err(error) })
}

fn from_store(reference: &Reference, store: &Store) -> Result<Value, BindError> {
    let name = reference.resource_name.as_deref();
    let state = store.states().find(|(tag, _)| is_tag_of(tag, &reference.path, &reference.id, name));
    match state {
        Some((_, state)) => reference.resolve(&Value::Object(state.clone())),
        None => Err(BindError {
            reference: reference.text.clone(),
            message: format!("Requisite arg_bind {}:{} not found in ESM.", reference.path, reference.id),
        }),
    }
}
