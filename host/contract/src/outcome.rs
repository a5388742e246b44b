use crate::{Action, Object, StateAddress, Value};

/// How a state ended. idem writes it as true, false or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StateResult {
    /// Reality is what the state file says (or would be, in a preview).
    Succeeded,
    /// It is not; the comment says why.
    Failed,
    /// Not tried.
    Skipped,
}

impl StateResult {
    /// As in idem's output.
    pub fn as_json(self) -> Value {
        match self {
            Self::Succeeded => Value::Bool(true),
            Self::Failed => Value::Bool(false),
            Self::Skipped => Value::Null,
        }
    }
}

/// What differs between two states, as idem writes it: empty when nothing does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes(pub Object);

impl Changes {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How one state of the run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which state.
    pub address: StateAddress,
    /// The `name` in effect.
    pub name: String,
    /// How it ended.
    pub result: StateResult,
    /// What it did, or would do.
    pub action: Action,
    /// What was done, one sentence each.
    pub comments: Vec<String>,
    /// What differs between `old_state` and `new_state`.
    pub changes: Changes,
    /// Before; null when there was nothing.
    pub old_state: Value,
    /// After; null when there is nothing.
    pub new_state: Value,
    /// What a pending state hands to its next run.
    pub rerun_data: Value,
    /// The cause, when it failed for a known one.
    pub failure: Option<crate::Failure>,
    /// Position in the order of execution, from 1.
    pub run_number: u64,
    /// Wall-clock start as idem prints it, local time: `2026-11-20 15:33:46.130226`.
    pub start_time: String,
    /// Wall-clock time spent, in seconds.
    pub total_seconds: f64,
}

impl Outcome {
    /// Makes it a failure, whatever it was.
    pub fn fail(&mut self, failure: crate::Failure) {
        self.result = StateResult::Failed;
        self.action = Action::Fail;
        self.comments.push(failure.message.clone());
        self.failure = Some(failure);
    }
}
