//! `--target`: one id of the state files, and what it needs that is no resource.

use std::collections::BTreeSet;
use std::sync::Arc;

use wasmidem_contract::{Program, RequisiteKind, State, nearest};

use crate::board::Board;

/// No state has the id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no state has the id `{id}`")]
pub struct UnknownTarget {
    /// What was asked for.
    pub id: String,
    /// What may be meant.
    pub suggestion: Option<String>,
}

/// The states of an id, with those they require or take values from, and so on; but without
/// resources that are to be present: those must have been enforced before, as in idem, so that
/// nothing but the target is changed.
///
/// # Errors
/// When no state has the id.
pub fn target(mut program: Program, id: &str) -> Result<Program, UnknownTarget> {
    let mut board = Board::default();
    program.states.iter().cloned().for_each(|state| {
        board.add(Arc::new(state));
    });
    let mut wanted: BTreeSet<usize> = board.with_id(id).iter().copied().collect();
    if wanted.is_empty() {
        let ids = program.states.iter().map(|state| state.address.id.as_str());
        let suggestion = nearest(id, ids).map(str::to_owned);
        return Err(UnknownTarget { id: id.to_owned(), suggestion });
    }
    let mut open: Vec<usize> = wanted.iter().copied().collect();
    while let Some(number) = open.pop() {
        let Some(state) = board.state(number) else { continue };
        for needed in needs(&board, state) {
            let resource = board.state(needed).is_some_and(|state| state.address.function == "present");
            if !resource && wanted.insert(needed) {
                open.push(needed);
            }
        }
    }
    let mut number = 0;
    program.states.retain(|_| {
        number += 1;
        wanted.contains(&(number - 1))
    });
    let kept: BTreeSet<&str> = program.states.iter().map(|state| state.address.id.as_str()).collect();
    program.deferred.retain(|block| block.requires.iter().all(|id| kept.contains(id.as_str())));
    Ok(program)
}

fn needs(board: &Board, state: &State) -> Vec<usize> {
    let required = state.requisites.iter().filter(|requisite| requisite.kind == RequisiteKind::Require);
    let required = required.flat_map(|requisite| board.targets(&requisite.target));
    let bound = state.references.iter().flat_map(|reference| board.referred(reference));
    required.chain(bound).collect()
}
