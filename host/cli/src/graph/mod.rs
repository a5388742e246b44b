//! The states of a program and what they need of each other, as drawings.

mod dot;
mod mermaid;

pub use dot::dot;
pub use mermaid::mermaid;

use std::collections::{BTreeMap, HashMap};

use wasmidem_contract::Program;
use wasmidem_run::{Needed, Reason, dependencies};

use crate::report::plain_line;

/// Nodes and arrows between them.
#[derive(Debug, PartialEq, Default)]
pub struct Graph {
    /// The nodes; arrows name them by position.
    pub nodes: Vec<Node>,
    /// The arrows, at most one from a node to another.
    pub arrows: Vec<Arrow>,
}

/// A node.
#[derive(Debug, PartialEq)]
pub struct Node {
    /// Its lines of text.
    pub lines: Vec<String>,
    /// What it stands for.
    pub kind: Kind,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A state of the state files.
    State,
    /// Something that an earlier run must have enforced.
    Stored,
    /// A block whose states are not known before the run.
    Block,
}

/// From what needs to what is needed.
#[derive(Debug, PartialEq)]
pub struct Arrow {
    /// The node that needs.
    pub from: usize,
    /// The node that is needed.
    pub to: usize,
    /// Why, each reason once.
    pub labels: Vec<String>,
}

impl Graph {
    /// The graph of a program.
    pub fn of(program: &Program) -> Self {
        let mut drawing = Drawing::default();
        for state in &program.states {
            let address = &state.address;
            let id = match &address.resource_name {
                Some(name) => format!("{}[{name}]", address.id),
                None => address.id.clone(),
            };
            drawing.node(&[id, address.full_path()], Kind::State);
        }
        for dependency in dependencies(program) {
            let to = match dependency.target {
                Needed::State(number) => number,
                Needed::Elsewhere { path, id } => drawing.stored(path, id),
            };
            let label = match dependency.reason {
                Reason::Requisite(kind) => kind.keyword().to_owned(),
                Reason::Reference(text) => text,
            };
            drawing.arrow(dependency.dependent, to, &label);
        }
        for block in &program.deferred {
            let number = drawing.node(&["block".to_owned(), block.location.to_string()], Kind::Block);
            for (position, state) in program.states.iter().enumerate() {
                if block.requires.contains(&state.address.id) {
                    drawing.arrow(number, position, "#!require");
                }
            }
        }
        let arrows = drawing.arrows.into_iter();
        let arrows = arrows.map(|((from, to), labels)| Arrow { from, to, labels }).collect();
        Self { nodes: drawing.nodes, arrows }
    }
}

#[derive(Default)]
struct Drawing {
    nodes: Vec<Node>,
    arrows: BTreeMap<(usize, usize), Vec<String>>,
    stored: HashMap<(String, String), usize>,
}

impl Drawing {
    fn node(&mut self, lines: &[String], kind: Kind) -> usize {
        let lines = lines.iter().map(|line| plain_line(line)).collect();
        self.nodes.push(Node { lines, kind });
        self.nodes.len() - 1
    }

    fn stored(&mut self, path: String, id: String) -> usize {
        let key = (path, id);
        if let Some(number) = self.stored.get(&key) {
            return *number;
        }
        let number = self.node(&[key.1.clone(), key.0.clone()], Kind::Stored);
        self.stored.insert(key, number);
        number
    }

    fn arrow(&mut self, from: usize, to: usize, label: &str) {
        let label = plain_line(label);
        let labels = self.arrows.entry((from, to)).or_default();
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
}
