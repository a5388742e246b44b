use wasmidem_contract::{Action, Outcome};

use super::blocked;
use super::console::Style;

/// How a state ended, as people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Created,
    Updated,
    Replaced,
    Deleted,
    Ran,
    Unchanged,
    Failed,
    NotRun,
}

impl Status {
    /// In the order of summaries.
    pub const ALL: [Self; 8] = [
        Self::Created,
        Self::Updated,
        Self::Replaced,
        Self::Deleted,
        Self::Ran,
        Self::Unchanged,
        Self::Failed,
        Self::NotRun,
    ];

    /// A state that could not be tried because of others has not failed itself, though its result
    /// is false as in idem.
    pub fn of(outcome: &Outcome) -> Self {
        match outcome.action {
            Action::Create => Self::Created,
            Action::Update => Self::Updated,
            Action::Replace => Self::Replaced,
            Action::Delete => Self::Deleted,
            Action::Run => Self::Ran,
            Action::Unchanged => Self::Unchanged,
            Action::Fail if blocked::reasons(outcome).is_some() => Self::NotRun,
            Action::Fail => Self::Failed,
            Action::Skip => Self::NotRun,
        }
    }

    /// The word programs read, as an action: `create`.
    pub fn action(self) -> &'static str {
        match self {
            Self::Created => "create",
            Self::Updated => "update",
            Self::Replaced => "replace",
            Self::Deleted => "delete",
            Self::Ran => "run",
            Self::Unchanged => "unchanged",
            Self::Failed => "fail",
            Self::NotRun => "skip",
        }
    }

    /// What was done: `created`.
    pub fn done(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Replaced => "replaced",
            Self::Deleted => "deleted",
            Self::Ran => "run",
            Self::Unchanged => "unchanged",
            Self::Failed => "failed",
            Self::NotRun => "not run",
        }
    }

    /// What a preview says of one state: `would be created`.
    pub fn planned(self) -> &'static str {
        match self {
            Self::Created => "would be created",
            Self::Updated => "would be updated",
            Self::Replaced => "would be replaced",
            Self::Deleted => "would be deleted",
            other => other.done(),
        }
    }

    /// What the summary of a preview says: `to create`.
    pub fn to_do(self) -> &'static str {
        match self {
            Self::Created => "to create",
            Self::Updated => "to update",
            Self::Replaced => "to replace",
            Self::Deleted => "to delete",
            other => other.done(),
        }
    }

    /// One character that tells it without colours.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Created => "+",
            Self::Updated => "~",
            Self::Replaced => "±",
            Self::Deleted => "-",
            Self::Ran => "*",
            Self::Unchanged => "=",
            Self::Failed => "✗",
            Self::NotRun => "?",
        }
    }

    /// Its colour on a terminal.
    pub fn style(self) -> Style {
        match self {
            Self::Created | Self::Ran => Style::Green,
            Self::Updated | Self::Replaced | Self::NotRun => Style::Yellow,
            Self::Deleted | Self::Failed => Style::Red,
            Self::Unchanged => Style::Dim,
        }
    }
}
