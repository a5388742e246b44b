use wasmidem_contract::{Action, Outcome, Phase};

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

    /// What is said of one state: `created`, `would be created`, `differs`.
    pub fn word(self, phase: Phase) -> &'static str {
        match (self, phase) {
            (Self::Created, Phase::Plan) => "would be created",
            (Self::Updated, Phase::Plan) => "would be updated",
            (Self::Replaced, Phase::Plan) => "would be replaced",
            (Self::Deleted, Phase::Plan) => "would be deleted",
            (status, Phase::Drift) => status.found(),
            (status, _) => status.done(),
        }
    }

    /// What is said of several: `created`, `to create`, `differs`.
    pub fn counted(self, phase: Phase) -> &'static str {
        match (self, phase) {
            (Self::Created, Phase::Plan) => "to create",
            (Self::Updated, Phase::Plan) => "to update",
            (Self::Replaced, Phase::Plan) => "to replace",
            (Self::Deleted, Phase::Plan) => "to delete",
            (status, _) => status.word(phase),
        }
    }

    fn done(self) -> &'static str {
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

    /// How what is there compares with what is remembered.
    fn found(self) -> &'static str {
        match self {
            Self::Created => "was not known",
            Self::Updated | Self::Replaced => "differs",
            Self::Deleted => "is gone",
            Self::Ran | Self::Unchanged => "as it was left",
            Self::Failed => "cannot be read",
            Self::NotRun => "not looked at",
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
