//! The loop of a run: takes states as they become free, lets states join, and keeps the outcomes.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use wasmidem_contract::{
    Action, Blame, Cause, DeferredBlock, Event, Failure, Outcome, Program, RequisiteKind, Results, State,
    StateResult, Value,
};

use crate::bind::bound_arguments;
use crate::board::Board;
use crate::deletion_order::deletion_order;
use crate::join::Join;
use crate::reconcile::{Attempts, merged};
use crate::requisite::unmet;
use crate::run::Reconcile;
use crate::schedule::{Schedule, Wait};
use crate::state::{Call, Ended, Shared, Verdict, outcome, start_time};

/// How to run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) concurrency: usize,
    pub(crate) reconcile: Reconcile,
}

pub(crate) struct Running<'a> {
    pub(crate) shared: Shared<'a>,
    pub(crate) settings: Settings,
    pub(crate) board: Board,
    pub(crate) schedule: Schedule,
    /// Blocks that wait for states.
    pub(crate) blocks: Vec<DeferredBlock>,
    /// How often states joined.
    pub(crate) joins: usize,
    /// What is known of states that ran more than once, or may.
    pub(crate) attempts: HashMap<usize, Attempts>,
    /// Ended states whose end was not told yet, since they may run once more.
    pub(crate) untold: BTreeSet<usize>,
    started: u64,
    stopping: bool,
}

impl<'a> Running<'a> {
    pub(crate) fn new(shared: Shared<'a>, settings: Settings, program: &Program) -> Self {
        let mut running = Self {
            shared,
            settings,
            board: Board::default(),
            schedule: Schedule::default(),
            blocks: program.deferred.clone(),
            joins: 0,
            attempts: HashMap::new(),
            untold: BTreeSet::new(),
            started: 0,
            stopping: false,
        };
        let mut first: Vec<Join> = program.states.iter().cloned().map(Join::from).collect();
        first.extend(running.left_to_delete(program));
        // The compiler has refused duplicates.
        let _ = running.add(first, None);
        running
    }

    /// Runs everything; the outcomes by number of state.
    pub(crate) async fn run_all(mut self) -> Vec<Outcome> {
        self.all().await;
        self.reconcile().await;
        self.listeners();
        self.all().await;
        self.unrendered_blocks();
        self.leave_the_rest();
        self.tell_untold();
        let outcome = |number| self.board.outcome(number).map(|outcome| outcome.as_ref().clone());
        (0..self.board.len()).filter_map(outcome).collect()
    }

    /// Makes unstarted states wait for what they depend on.
    pub(crate) fn connect(&mut self) {
        for number in self.schedule.left().collect::<Vec<_>>() {
            let Some(state) = self.board.state(number).cloned() else { continue };
            for target in self.board.waits_for(&state) {
                self.schedule.wait(number, target, Wait::Must);
            }
            for target in self.board.prereq_targets(&state) {
                self.schedule.wait(target, number, Wait::Must);
            }
        }
        let mut should = deletion_order(&self.board, &self.shared.store());
        one_after_the_other(&self.board, &mut should);
        for (number, targets) in should.into_iter().enumerate() {
            targets.into_iter().for_each(|target| self.schedule.wait(number, target, Wait::Should));
        }
    }

    fn is_stopped(&self) -> bool {
        self.stopping || self.shared.cancel.is_cancelled()
    }

    pub(crate) async fn all(&mut self) {
        let mut underway = FuturesUnordered::new();
        loop {
            while underway.len() < self.settings.concurrency && !self.is_stopped() {
                let Some(number) = self.schedule.next() else { break };
                let Some(state) = self.board.state(number).cloned() else { continue };
                match self.prepare(number, &state) {
                    Ok(call) => underway.push(execute(self.shared, number, state, call)),
                    Err(outcome) => self.ended(number, Ended::from(*outcome)).await,
                }
            }
            match underway.next().await {
                Some((number, ended)) => self.ended(number, ended).await,
                None if self.is_stopped() || !self.schedule.relax() => break,
                None => {}
            }
        }
    }

    /// What to call of a state that may run, or the outcome of one that may not.
    fn prepare(&mut self, number: usize, state: &State) -> Result<Call, Box<Outcome>> {
        self.started += 1;
        let refuse = |code: &str, lines: Vec<String>| {
            let failure = Failure::new(Cause::Conflict, Blame::Author, code, lines.join("\n"));
            let mut outcome = outcome(state, Verdict::failed(failure));
            outcome.run_number = self.started;
            outcome.start_time = start_time();
            Box::new(outcome)
        };
        let store = self.shared.store();
        let reasons = unmet(&self.board, state, &store);
        if !reasons.is_empty() {
            return Err(refuse("run.requisite", reasons));
        }
        let bound = |state: &State| bound_arguments(&self.board, state, &store, self.shared.preview);
        let arguments = bound(state).map_err(|error| refuse("run.reference", vec![error.message]))?;
        let has = |kind| state.requisites.iter().any(|requisite| requisite.kind == kind);
        let prereq = has(RequisiteKind::Prereq).then(|| {
            let targets = self.board.prereq_targets(state);
            let states = targets.iter().filter_map(|number| self.board.state(*number));
            let ready = states.filter(|target| unmet(&self.board, target, &store).is_empty());
            ready.filter_map(|target| Some((Arc::clone(target), bound(target).ok()?))).collect()
        });
        let last = self.attempts.get(&number).map(|attempts| attempts.last.rerun_data.clone());
        let expands = matches!(state.address.path.as_str(), "render" | "sls");
        Ok(Call {
            number: self.started,
            arguments,
            rerun_data: last.unwrap_or(Value::Null),
            watched: has(RequisiteKind::Watch) && self.board.watched_changed(state),
            prereq,
            results: expands.then(|| Arc::new(self.board.clone()) as Arc<dyn Results>),
        })
    }

    pub(crate) async fn ended(&mut self, number: usize, ended: Ended) {
        let Ended { mut outcome, joins } = ended;
        if !joins.is_empty()
            && let Err(failure) = self.add(joins, Some(number))
        {
            outcome.fail(failure);
        }
        if let (Some(attempts), Some(state)) = (self.attempts.get(&number), self.board.state(number)) {
            outcome = merged(&attempts.last, outcome, state);
        }
        let failed = outcome.result == StateResult::Failed;
        let later = self.may_run_again(number, &outcome);
        let outcome = Arc::new(outcome);
        self.board.set_outcome(number, Some(Arc::clone(&outcome)));
        if later {
            self.untold.insert(number);
        } else {
            self.tell(&outcome);
            self.stopping |= failed && self.settings.reconcile.hard_fail;
        }
        self.schedule.ended(number);
        self.render_blocks().await;
    }

    pub(crate) fn tell(&self, outcome: &Outcome) {
        self.shared.ports.events.emit(Event::StateFinished { outcome: Box::new(outcome.clone()) });
    }

    pub(crate) fn tell_untold(&mut self) {
        let numbers = std::mem::take(&mut self.untold);
        let untold = numbers.iter().filter_map(|number| self.board.outcome(*number));
        let in_order: BTreeMap<(u64, &str), &Arc<Outcome>> =
            untold.map(|outcome| ((outcome.run_number, outcome.address.id.as_str()), outcome)).collect();
        in_order.values().for_each(|outcome| self.tell(outcome));
    }

    /// Ends a state that is not tried.
    pub(crate) fn not_run(&mut self, number: usize, action: Action, failure: Failure) {
        let Some(state) = self.board.state(number) else { return };
        self.started += 1;
        let mut outcome = outcome(state, Verdict { action, ..Verdict::failed(failure) });
        outcome.start_time = start_time();
        outcome.run_number = self.started;
        self.tell(&outcome);
        self.board.set_outcome(number, Some(Arc::new(outcome)));
    }

    /// What was not reached: after the run was stopped, or since states that joined made a circle.
    fn leave_the_rest(&mut self) {
        let stopped = self.is_stopped();
        for number in 0..self.board.len() {
            if self.board.outcome(number).is_some() {
                continue;
            }
            let text = "not run, since the run was stopped";
            let cancelled = Failure::new(Cause::Cancelled, Blame::Host, "run.cancelled", text);
            let text = "not run: it waits for states that wait for it, since states joined the run";
            let circle = Failure::new(Cause::Invalid, Blame::Author, "run.circle", text);
            if stopped {
                self.not_run(number, Action::Skip, cancelled);
            } else {
                self.not_run(number, Action::Fail, circle);
            }
        }
    }
}

/// States marked `unique` run one after the other with those of the same function.
fn one_after_the_other(board: &Board, should: &mut [BTreeSet<usize>]) {
    let mut last: HashMap<String, usize> = HashMap::new();
    for (number, (state, before)) in board.states().zip(should).enumerate() {
        if state.unique
            && let Some(earlier) = last.insert(state.address.full_path(), number)
        {
            before.insert(earlier);
        }
    }
}

async fn execute(shared: Shared<'_>, number: usize, state: Arc<State>, call: Call) -> (usize, Ended) {
    (number, shared.execute(&state, call).await)
}
