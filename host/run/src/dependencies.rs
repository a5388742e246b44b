//! Which states depend on which, without running any.

use std::sync::Arc;

use wasmidem_contract::{Program, Requisite, RequisiteKind, Target};

use crate::board::Board;

/// One state needs another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The state that needs it: its position in the program.
    pub dependent: usize,
    /// What it needs.
    pub target: Needed,
    /// Why.
    pub reason: Reason,
}

/// What is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Needed {
    /// A state, by its position in the program.
    State(usize),
    /// No state of the program: it must have been enforced before.
    Elsewhere {
        /// Its path.
        path: String,
        /// Its id, or a pattern of ids.
        id: String,
    },
}

/// Why a state needs another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A requisite.
    Requisite(RequisiteKind),
    /// A `${…}` of this text.
    Reference(String),
}

/// The dependencies of a program, in the order of its states.
pub fn dependencies(program: &Program) -> Vec<Dependency> {
    let mut board = Board::default();
    program.states.iter().cloned().for_each(|state| {
        board.add(Arc::new(state));
    });
    let mut found = Vec::new();
    for (dependent, state) in program.states.iter().enumerate() {
        let mut add = |targets: Vec<usize>, elsewhere: Option<Needed>, reason: Reason| {
            let others: Vec<usize> = targets.into_iter().filter(|target| *target != dependent).collect();
            let needed = others.is_empty().then_some(elsewhere).flatten();
            for target in others.into_iter().map(Needed::State).chain(needed) {
                found.push(Dependency { dependent, target, reason: reason.clone() });
            }
        };
        for requisite in &state.requisites {
            let targets = board.targets(&requisite.target);
            add(targets, elsewhere(requisite), Reason::Requisite(requisite.kind));
        }
        for reference in &state.references {
            let (path, id) = (reference.path.clone(), reference.id.clone());
            let elsewhere = Needed::Elsewhere { path, id };
            add(board.referred(reference), Some(elsewhere), Reason::Reference(reference.text.clone()));
        }
    }
    found
}

fn elsewhere(requisite: &Requisite) -> Option<Needed> {
    match &requisite.target {
        Target::State { path, pattern } => {
            Some(Needed::Elsewhere { path: path.clone(), id: pattern.clone() })
        }
        Target::Sls { .. } => None,
    }
}
