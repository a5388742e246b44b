//! `--invert`: what is to be present becomes absent, and the other way round, in the opposite order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wasmidem_contract::{Program, Requisite, State};

use crate::board::Board;
use crate::join::require;

/// Inverts the states that are to be `present` or `absent`; with a target only those of its id.
/// Others stay what they are, and no longer wait for inverted states.
pub fn invert(mut program: Program, target: Option<&str>) -> Program {
    let inverts = |state: &State| {
        matches!(state.address.function.as_str(), "present" | "absent")
            && target.is_none_or(|id| state.address.id == id)
    };
    let mut board = Board::default();
    program.states.iter().cloned().for_each(|state| {
        board.add(Arc::new(state));
    });
    // What each state gets to wait for.
    let mut given: BTreeMap<usize, Vec<Requisite>> = BTreeMap::new();
    for state in &mut program.states {
        let waits_for = if inverts(state) { board.waits_for(state) } else { BTreeSet::new() };
        for number in waits_for {
            if board.state(number).is_some_and(|waited_for| inverts(waited_for)) {
                given.entry(number).or_default().push(require(&state.address, state));
            }
        }
        let stays = |number: &usize| board.state(*number).is_some_and(|waited_for| !inverts(waited_for));
        state.requisites.retain(|requisite| board.targets(&requisite.target).iter().all(stays));
        if inverts(state) {
            turn(state);
        }
    }
    for (number, requisites) in given {
        if let Some(state) = program.states.get_mut(number) {
            state.requisites.extend(requisites);
        }
    }
    program.states.reverse();
    program
}

fn turn(state: &mut State) {
    if state.address.function == "present" {
        state.address.function = "absent".to_owned();
        // The id comes from the store or from the state file; all else is of no use to a deletion,
        // and references would need what is to be deleted.
        state.arguments.retain(|name, value| {
            name == "name" || name == "resource_id" && !value.as_str().is_some_and(|id| id.contains("${"))
        });
        state.references.clear();
    } else {
        state.address.function = "present".to_owned();
    }
}
