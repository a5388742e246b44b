//! A run: takes states as they become free, keeps their outcomes, and tells everything as events.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use wasmidem_contract::{
    Action, Blame, Cause, Event, Events, Failure, Modules, Object, Outcome, Program, Requisite,
    RequisiteKind, State, StateResult, Summary,
};

use crate::bind::bound_arguments;
use crate::deletion_order::deletion_order;
use crate::requisite::{Directory, unmet};
use crate::schedule::Schedule;
use crate::state::{Shared, Verdict, outcome, start_time};
use crate::{Store, StoreError};

/// What to run, and how.
pub struct Request<'a> {
    /// The states.
    pub program: &'a Program,
    /// Only find out what would change.
    pub preview: bool,
    /// Names this run.
    pub run_id: &'a str,
    /// The profile of states that name none.
    pub profile: &'a str,
    /// The region of a profile, or why the profile cannot be used.
    pub region_of: &'a (dyn Fn(&str) -> Result<String, Failure> + Send + Sync),
    /// How many states may run at once; at least 1.
    pub concurrency: usize,
    /// Stops the run early.
    pub cancel: &'a Cancel,
}

/// How the run ended.
#[derive(Debug)]
pub struct Report {
    /// The outcomes in the order of the program; none for states that were not reached.
    pub outcomes: Vec<Outcome>,
    /// The store could not be closed: its journal still has everything.
    pub store_error: Option<StoreError>,
}

/// Asks a run to stop: what runs is finished, nothing new is started.
#[derive(Debug)]
pub struct Cancel(watch::Sender<bool>);

impl Default for Cancel {
    fn default() -> Self {
        Self(watch::Sender::new(false))
    }
}

impl Cancel {
    /// Asks.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was asked for.
    pub fn is_cancelled(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once it is asked for.
    pub async fn cancelled(&self) {
        // Fails only when the sender is gone, and `self` is the sender.
        let _ = self.0.subscribe().wait_for(|cancelled| *cancelled).await;
    }
}

/// Runs a program.
pub async fn run(request: &Request<'_>, modules: &dyn Modules, store: Store, events: &dyn Events) -> Report {
    let program = request.program;
    events.emit(Event::RunStarted { states: program.states.len(), preview: request.preview });
    let known = program.states.iter().map(|state| (state.address.clone(), state.location.clone())).collect();
    events.emit(Event::StatesAdded { states: known });
    if store.open_intents() > 0 && !request.preview {
        let message = format!(
            "an earlier run was interrupted while it created {} resource(s); they are looked for before anything is \
             created again",
            store.open_intents()
        );
        events.emit(Event::Warning { state: None, message });
    }
    let shared = Shared {
        program,
        modules,
        events,
        store: Mutex::new(store),
        preview: request.preview,
        run_id: request.run_id,
        profile: request.profile,
        region_of: request.region_of,
        cancel: request.cancel,
    };
    let mut running = Running {
        shared: &shared,
        directory: Directory::new(program),
        outcomes: vec![None; program.states.len()],
        started: 0,
    };
    running.warn_of_gaps();
    running.all(request.concurrency.max(1)).await;
    running.retry_deletions().await;
    running.skip_the_rest();
    let outcomes: Vec<Outcome> = running.outcomes.into_iter().flatten().collect();
    let failed = outcomes.iter().filter(|outcome| outcome.result == StateResult::Failed).count();
    events.emit(Event::RunFinished { summary: Summary { total: outcomes.len(), failed } });
    let store = shared.store.into_inner().unwrap_or_else(PoisonError::into_inner);
    Report { outcomes, store_error: store.close().err() }
}

struct Running<'a> {
    shared: &'a Shared<'a>,
    directory: Directory<'a>,
    outcomes: Vec<Option<Outcome>>,
    started: u64,
}

impl Running<'_> {
    fn schedule(&self) -> Schedule {
        let program = self.shared.program;
        let must = program
            .states
            .iter()
            .map(|state| {
                let ordering = |requisite: &&Requisite| requisite.kind != RequisiteKind::Listen;
                let required = state.requisites.iter().filter(ordering);
                let required = required.flat_map(|requisite| self.directory.targets(&requisite.target));
                let bound = state.references.iter().flat_map(|reference| self.directory.referred(reference));
                required.chain(bound).collect::<BTreeSet<usize>>()
            })
            .collect();
        let mut should = deletion_order(program, &self.shared.store());
        one_after_the_other(program, &mut should);
        Schedule::new(must, should)
    }

    /// Tells what of the program this version does not do.
    fn warn_of_gaps(&self) {
        for state in &self.shared.program.states {
            if state.requisites.iter().any(|requisite| requisite.kind == RequisiteKind::Listen) {
                let message = "`listen` has no effect: no state has a function `mod_watch`";
                self.shared.warn(state, message.to_owned());
            }
            if state.recreate_on_update.is_some() {
                let message =
                    "`recreate_on_update` is not supported yet: what is fixed at creation stays as it is";
                self.shared.warn(state, message.to_owned());
            }
        }
    }

    async fn all(&mut self, concurrency: usize) {
        let mut schedule = self.schedule();
        let mut underway = FuturesUnordered::new();
        loop {
            while underway.len() < concurrency && !self.shared.cancel.is_cancelled() {
                let Some(index) = schedule.next() else { break };
                let Some(state) = self.shared.program.states.get(index) else {
                    continue;
                };
                match self.prepare(state) {
                    Ok((arguments, number)) => {
                        underway.push(execute(self.shared, index, state, arguments, number))
                    }
                    Err(outcome) => {
                        self.ended(index, *outcome);
                        schedule.ended(index);
                    }
                }
            }
            match underway.next().await {
                Some((index, outcome)) => {
                    self.ended(index, outcome);
                    schedule.ended(index);
                }
                None if self.shared.cancel.is_cancelled() || !schedule.relax() => break,
                None => {}
            }
        }
        debug_assert!(
            self.shared.cancel.is_cancelled() || schedule.left().count() == 0,
            "the compiler refuses cycles"
        );
    }

    /// The bound arguments of a state that may run, or the outcome of one that may not.
    fn prepare(&mut self, state: &State) -> Result<(Object, u64), Box<Outcome>> {
        self.started += 1;
        let refuse = |code: &str, lines: Vec<String>| {
            let failure = Failure::new(Cause::Conflict, Blame::Author, code, lines.join("\n"));
            let mut outcome = outcome(state, Verdict::failed(failure));
            outcome.run_number = self.started;
            outcome.start_time = start_time();
            Box::new(outcome)
        };
        if state.requisites.iter().any(|requisite| requisite.kind == RequisiteKind::Prereq) {
            return Err(refuse("run.prereq", vec!["`prereq` is not supported yet".to_owned()]));
        }
        let store = self.shared.store();
        let reasons = unmet(&self.directory, state, &self.outcomes, &store);
        if !reasons.is_empty() {
            return Err(refuse("run.requisite", reasons));
        }
        let arguments = bound_arguments(&self.directory, state, &self.outcomes, &store, self.shared.preview)
            .map_err(|error| refuse("run.reference", vec![error.message]))?;
        Ok((arguments, self.started))
    }

    fn ended(&mut self, index: usize, outcome: Outcome) {
        if !wants_retry(&outcome) {
            self.shared.events.emit(Event::StateFinished { outcome: Box::new(outcome.clone()) });
        }
        if let Some(place) = self.outcomes.get_mut(index) {
            *place = Some(outcome);
        }
    }

    /// A deletion that was refused because something still used the resource is tried again as long
    /// as others succeed meanwhile.
    async fn retry_deletions(&mut self) {
        loop {
            let waiting: Vec<usize> = self
                .outcomes
                .iter()
                .enumerate()
                .filter(|(_, outcome)| outcome.as_ref().is_some_and(wants_retry))
                .map(|(index, _)| index)
                .collect();
            let mut progress = false;
            for index in &waiting {
                if self.shared.cancel.is_cancelled() {
                    break;
                }
                let Some(state) = self.shared.program.states.get(*index) else {
                    continue;
                };
                if let Ok((arguments, number)) = self.prepare(state) {
                    let (index, outcome) = execute(self.shared, *index, state, arguments, number).await;
                    progress |= !wants_retry(&outcome);
                    self.ended(index, outcome);
                }
            }
            if waiting.is_empty() || !progress {
                break;
            }
        }
        for outcome in self.outcomes.iter().flatten().filter(|outcome| wants_retry(outcome)) {
            self.shared.events.emit(Event::StateFinished { outcome: Box::new(outcome.clone()) });
        }
    }

    /// After the run was stopped: what was not reached.
    fn skip_the_rest(&mut self) {
        let program = self.shared.program;
        for (state, place) in program.states.iter().zip(&mut self.outcomes) {
            if place.is_none() {
                let verdict = Verdict::failed(Failure::new(
                    Cause::Cancelled,
                    Blame::Host,
                    "run.cancelled",
                    "not run, since the run was stopped",
                ));
                let mut skipped = outcome(state, Verdict { action: Action::Skip, ..verdict });
                skipped.start_time = start_time();
                self.shared.events.emit(Event::StateFinished { outcome: Box::new(skipped.clone()) });
                *place = Some(skipped);
            }
        }
    }
}

/// States marked `unique` run one after the other with those of the same function.
fn one_after_the_other(program: &Program, should: &mut [BTreeSet<usize>]) {
    let mut last: HashMap<String, usize> = HashMap::new();
    for (index, (state, before)) in program.states.iter().zip(should).enumerate() {
        if state.unique
            && let Some(earlier) = last.insert(state.address.full_path(), index)
        {
            before.insert(earlier);
        }
    }
}

fn wants_retry(outcome: &Outcome) -> bool {
    outcome.address.function == "absent"
        && outcome
            .failure
            .as_ref()
            .is_some_and(|failure| failure.cause == Cause::Conflict && failure.blame == Blame::Aws)
}

async fn execute(
    shared: &Shared<'_>,
    index: usize,
    state: &State,
    arguments: Object,
    number: u64,
) -> (usize, Outcome) {
    (index, shared.execute(state, arguments, number).await)
}
