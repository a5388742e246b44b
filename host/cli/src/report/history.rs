//! What happened in a run, put together from its events: what reports about the whole are made of.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use wasmidem_contract::{
    Diagnostic, Effect, Event, Failure, Location, LogLevel, OperationName, Outcome, Phase, StateAddress,
};

use super::status::Status;

/// A module that logs without end fills no report.
const LOGS_KEPT: usize = 100;

/// A run.
#[derive(Debug)]
pub struct History {
    /// Names the run.
    pub run_id: String,
    /// Whether nothing was to be changed.
    pub phase: Phase,
    /// When the first event came.
    pub began: Timestamp,
    /// When the last event came.
    pub ended: Timestamp,
    /// The states in the order in which they joined.
    pub states: Vec<StateHistory>,
    /// All AWS calls in the order in which they were asked for.
    pub calls: Vec<Call>,
    /// What concerns no state, or which one is not known.
    pub warnings: Vec<String>,
    /// Problems with what the user gave.
    pub problems: Vec<Diagnostic>,
    /// The waits before pending states were tried again.
    pub passes: Vec<Pass>,
    /// The tags of states that were not tried.
    pub not_run: HashSet<String>,
    by_address: HashMap<StateAddress, usize>,
    /// Calls under way by their number.
    open: HashMap<u64, usize>,
}

/// A state of the run.
#[derive(Debug)]
pub struct StateHistory {
    /// Which.
    pub address: StateAddress,
    /// Where it stands, if that is known.
    pub place: Option<Location>,
    /// When it was tried.
    pub tries: Vec<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Its calls: positions in [`History::calls`].
    pub calls: Vec<usize>,
    /// What a user should know of it.
    pub warnings: Vec<String>,
    /// What modules logged for it, from `info` on.
    pub logs: Vec<(LogLevel, String)>,
}

/// An AWS call.
#[derive(Debug)]
pub struct Call {
    /// What was called.
    pub operation: OperationName,
    /// Whether it changes something; not known of calls that were refused.
    pub effect: Option<Effect>,
    /// When it was asked for.
    pub began: Timestamp,
    /// How often it was sent; 0 if it was refused.
    pub attempts: u32,
    /// Milliseconds from the first sending; `None` if it has not ended.
    pub milliseconds: Option<u64>,
    /// Why it was sent again, each time.
    pub retries: Vec<Failure>,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
}

/// A wait.
#[derive(Debug)]
pub struct Pass {
    /// When it began.
    pub began: Timestamp,
    /// How long it was meant to be, in seconds.
    pub seconds: f64,
}

impl History {
    /// Nothing has happened yet.
    pub fn new(run_id: &str, now: Timestamp) -> Self {
        Self {
            run_id: run_id.to_owned(),
            phase: Phase::Apply,
            began: now,
            ended: now,
            states: Vec::new(),
            calls: Vec::new(),
            warnings: Vec::new(),
            problems: Vec::new(),
            passes: Vec::new(),
            not_run: HashSet::new(),
            by_address: HashMap::new(),
            open: HashMap::new(),
        }
    }

    /// Takes what happened now.
    pub fn take(&mut self, event: Event, now: Timestamp) {
        self.ended = now;
        match event {
            Event::RunStarted { phase, .. } => self.phase = phase,
            Event::StatesAdded { states } => {
                for (address, place) in states {
                    self.state(&address).place = place;
                }
            }
            Event::Reconciling { wait_seconds, .. } => {
                self.passes.push(Pass { began: now, seconds: wait_seconds });
            }
            Event::StateStarted { address } => self.state(&address).tries.push(now),
            Event::StateFinished { outcome } => self.finished(*outcome, now),
            Event::Log { state: Some(address), level, message, .. } if level >= LogLevel::Info => {
                let logs = &mut self.state(&address).logs;
                if logs.len() < LOGS_KEPT {
                    logs.push((level, message));
                }
            }
            Event::Warning { state: Some(address), message } => self.state(&address).warnings.push(message),
            Event::Warning { state: None, message } => self.warnings.push(message),
            Event::Problem { problem } => self.problems.push(problem),
            Event::Log { .. } | Event::RunFinished { .. } => {}
            call => self.call(call, now),
        }
    }

    fn call(&mut self, event: Event, now: Timestamp) {
        match event {
            Event::CallStarted { call, state, operation, effect, .. } => {
                let place = self.add_call(state, Call::new(operation, Some(effect), now));
                self.open.insert(call, place);
            }
            Event::CallDenied { state, operation, failure, .. } => {
                let call = Call { failure: Some(failure), ..Call::new(operation, None, now) };
                self.add_call(state, call);
            }
            // One without a subject asked for the clock or for randomness, which a runtime does at its
            // start, and goes without.
            Event::ServiceDecided { state, service, subject: Some(_), failure: Some(failure), .. } => {
                let call = Call { failure: Some(failure), ..Call::new(service.operation(), None, now) };
                self.add_call(state, call);
            }
            Event::CallRetried { call, failure, .. } => {
                if let Some(call) = self.open.get(&call).and_then(|place| self.calls.get_mut(*place)) {
                    call.retries.push(failure);
                }
            }
            Event::CallFinished { call, attempts, milliseconds, failure, .. } => {
                if let Some(call) = self.open.remove(&call).and_then(|place| self.calls.get_mut(place)) {
                    call.attempts = attempts;
                    call.milliseconds = Some(milliseconds);
                    call.failure = failure;
                }
            }
            _ => {}
        }
    }

    fn add_call(&mut self, state: Option<StateAddress>, call: Call) -> usize {
        let place = self.calls.len();
        self.calls.push(call);
        if let Some(address) = state {
            self.state(&address).calls.push(place);
        }
        place
    }

    fn finished(&mut self, outcome: Outcome, now: Timestamp) {
        if Status::of(&outcome) == Status::NotRun {
            self.not_run.insert(outcome.address.tag());
        }
        let state = self.state(&outcome.address.clone());
        state.ended = Some(now);
        state.outcome = Some(outcome);
    }

    /// The state at an address; one that was not announced is added.
    fn state(&mut self, address: &StateAddress) -> &mut StateHistory {
        let next = self.states.len();
        let place = *self.by_address.entry(address.clone()).or_insert(next);
        if place == next {
            self.states.push(StateHistory::new(address.clone()));
        }
        // INVARIANT: the places in `by_address` are those of `states`, which only grows.
        #[expect(clippy::indexing_slicing, reason = "the invariant")]
        &mut self.states[place]
    }
}

impl StateHistory {
    fn new(address: StateAddress) -> Self {
        Self {
            address,
            place: None,
            tries: Vec::new(),
            ended: None,
            outcome: None,
            calls: Vec::new(),
            warnings: Vec::new(),
            logs: Vec::new(),
        }
    }

    /// How it ended; what has not ended was not run.
    pub fn status(&self) -> Status {
        self.outcome.as_ref().map_or(Status::NotRun, Status::of)
    }
}

impl Call {
    fn new(operation: OperationName, effect: Option<Effect>, began: Timestamp) -> Self {
        Self { operation, effect, began, attempts: 0, milliseconds: None, retries: Vec::new(), failure: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use wasmidem_contract::{Action, Blame, Cause, ModuleId};

    #[test]
    fn calls_belong_to_their_states() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut history = History::new("r", at(0));
        let address = outcome("a", Action::Create).address;
        let operation = OperationName::new("ec2", "CreateVpc");
        let module = ModuleId { name: "m".into(), digest: "0".into(), signer: None };
        let failure = Failure::new(Cause::Throttled, Blame::Aws, "x", "slow down");
        let started = |call| Event::CallStarted {
            call,
            module: module.clone(),
            state: Some(address.clone()),
            operation: operation.clone(),
            effect: Effect::Write,
        };
        history.take(Event::StateStarted { address: address.clone() }, at(1));
        history.take(started(7), at(2));
        history.take(started(8), at(3));
        let again = Event::CallRetried {
            call: 7,
            operation: operation.clone(),
            attempt: 2,
            failure: failure.clone(),
        };
        history.take(again, at(4));
        let ended = |call, failure| Event::CallFinished {
            call,
            operation: operation.clone(),
            attempts: 2,
            milliseconds: 9,
            failure,
        };
        history.take(ended(7, None), at(5));
        history.take(ended(9, None), at(5));
        let denied = Event::CallDenied { module: module.clone(), state: None, operation, failure };
        history.take(denied, at(6));
        history.take(Event::StateFinished { outcome: Box::new(outcome("a", Action::Create)) }, at(7));
        let [state] = history.states.as_slice() else { panic!("{history:?}") };
        assert_eq!((state.calls.as_slice(), state.status()), ([0, 1].as_slice(), Status::Created));
        let told: Vec<_> =
            history.calls.iter().map(|call| (call.attempts, call.milliseconds, call.retries.len())).collect();
        assert_eq!(told, [(2, Some(9), 1), (0, None, 0), (0, None, 0)]);
        assert_eq!(history.ended, at(7));
    }
}
