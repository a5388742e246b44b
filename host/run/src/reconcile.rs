//! Pending states are tried again: those whose failure may pass by itself, and those that say they
//! are not done. Everything else that failed would fail the same way once more.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use wasmidem_contract::{Action, Blame, Cause, Event, Failure, Outcome, State, StateAddress, StateResult};

use crate::running::Running;
use crate::schedule::Schedule;
use crate::state::visible;

/// Reruns without any difference after which a state counts as failed; idem's number.
const EQUAL_RERUNS: u32 = 3;
/// Seconds before the first pass; doubled for each further one.
const FIRST_WAIT: f64 = 1.0;
const LONGEST_WAIT: f64 = 30.0;

/// What is known of a state that ran, and may run again.
#[derive(Debug)]
pub(crate) struct Attempts {
    /// Its outcome so far.
    pub(crate) last: Arc<Outcome>,
    reruns: u32,
    /// How many reruns before the last one made no difference.
    equal: u32,
    /// Whether the last rerun counts if it makes no difference.
    counts: bool,
}

impl Attempts {
    fn equal_with(&self, outcome: &Outcome) -> u32 {
        if !is_equal(&self.last, outcome) { 0 } else { self.equal + u32::from(self.counts) }
    }
}

impl Running<'_> {
    /// Whether a state that ended so is pending, or waits for one that is.
    pub(crate) fn may_run_again(&self, number: usize, outcome: &Outcome) -> bool {
        if self.shared.preview || self.shared.cancel.is_cancelled() {
            return false;
        }
        self.is_pending(number, outcome)
            || is_blocked(outcome)
                && self.board.state(number).is_some_and(|state| {
                    self.board.waits_for(state).iter().any(|target| self.untold.contains(target))
                })
    }

    fn is_pending(&self, number: usize, outcome: &Outcome) -> bool {
        let (reruns, equal) = match self.attempts.get(&number) {
            Some(attempts) => (attempts.reruns, attempts.equal_with(outcome)),
            None => (0, 0),
        };
        let failed = outcome.result == StateResult::Failed;
        // An exec function that succeeds is done, whatever it leaves for a next time.
        let says_so = !outcome.rerun_data.is_null() && (failed || outcome.address.path != "exec");
        let tries_left = says_so || equal < EQUAL_RERUNS;
        reruns < self.settings.reconcile.most
            && tries_left
            && (says_so || failed && outcome.failure.as_ref().is_some_and(may_pass))
    }

    /// Tries pending states, and those that wait for them, until none is left or nothing changes.
    pub(crate) async fn reconcile(&mut self) {
        let mut wait = FIRST_WAIT;
        for pass in 1.. {
            let pending: BTreeSet<usize> = self.pending();
            if pending.is_empty() || self.shared.cancel.is_cancelled() {
                return;
            }
            // A refused deletion can succeed as soon as another one has.
            let at_once = self.deletions_went_on(&pending);
            if !at_once {
                self.announce(pass, &pending, wait);
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_secs_f64(wait)) => {}
                    () = self.shared.cancel.cancelled() => return,
                }
                wait = (wait * 2.0).min(LONGEST_WAIT);
            }
            self.run_again(&pending, at_once).await;
        }
    }

    fn pending(&self) -> BTreeSet<usize> {
        let untold = self.untold.iter().copied();
        untold
            .filter(|number| {
                self.board.outcome(*number).is_some_and(|outcome| self.is_pending(*number, outcome))
            })
            .collect()
    }

    fn announce(&self, pass: u32, pending: &BTreeSet<usize>, wait_seconds: f64) {
        let address = |number: &usize| Some(self.board.state(*number)?.address.clone());
        let pending: Vec<StateAddress> = pending.iter().filter_map(address).collect();
        self.shared.ports.events.emit(Event::Reconciling { pass, pending, wait_seconds });
    }

    /// Whether all that is pending are refused deletions, and others were not refused in the last
    /// pass.
    fn deletions_went_on(&self, pending: &BTreeSet<usize>) -> bool {
        let all_refused = pending
            .iter()
            .all(|number| self.board.outcome(*number).is_some_and(|outcome| is_refused_deletion(outcome)));
        let first_pass = pending.iter().all(|number| !self.attempts.contains_key(number));
        let last_pass: Vec<&usize> = self.attempts.keys().collect();
        all_refused
            && (first_pass
                || last_pass.iter().any(|number| {
                    self.board.outcome(**number).is_some_and(|outcome| outcome.action == Action::Delete)
                        && !pending.contains(number)
                }))
    }

    async fn run_again(&mut self, pending: &BTreeSet<usize>, at_once: bool) {
        let again = self.with_blocked(pending);
        // What the last pass finished is no news for the next.
        self.attempts.retain(|number, _| again.contains(number));
        for number in &again {
            let Some(outcome) = self.board.outcome(*number).cloned() else { continue };
            let before = self.attempts.remove(number);
            let attempts = match before {
                Some(before) => {
                    let equal = before.equal_with(&outcome);
                    Attempts { reruns: before.reruns + 1, equal, last: outcome, counts: !at_once }
                }
                None => Attempts { reruns: 1, equal: 0, last: outcome, counts: !at_once },
            };
            self.attempts.insert(*number, attempts);
            self.board.set_outcome(*number, None);
            self.untold.remove(number);
        }
        self.schedule = Schedule::default();
        for number in 0..self.board.len() {
            self.schedule.add();
            if !again.contains(&number) {
                self.schedule.ended(number);
            }
        }
        self.connect();
        self.all().await;
    }

    /// With the states that did not run since one of these failed.
    fn with_blocked(&self, pending: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut again = pending.clone();
        loop {
            let before = again.len();
            for number in &self.untold {
                let waits = |number: usize| {
                    let state = self.board.state(number)?;
                    Some(self.board.waits_for(state).iter().any(|target| again.contains(target)))
                };
                let blocked = self.board.outcome(*number).is_some_and(|outcome| is_blocked(outcome));
                if blocked && waits(*number) == Some(true) {
                    again.insert(*number);
                }
            }
            if again.len() == before {
                return again;
            }
        }
    }
}

/// Whether the state was not run because of another.
fn is_blocked(outcome: &Outcome) -> bool {
    let code = outcome.failure.as_ref().map(|failure| failure.code.as_str());
    matches!(code, Some("run.requisite" | "run.reference"))
}

fn is_refused_deletion(outcome: &Outcome) -> bool {
    let refused = |failure: &Failure| failure.cause == Cause::Conflict && failure.blame == Blame::Aws;
    outcome.address.function == "absent" && outcome.failure.as_ref().is_some_and(refused)
}

/// Whether the same may succeed later although nobody does anything about it.
fn may_pass(failure: &Failure) -> bool {
    // What may have taken effect could show late: the next run looks for it.
    if failure.ambiguous {
        return false;
    }
    match failure.cause {
        Cause::Throttled => true,
        Cause::Conflict | Cause::Timeout => failure.blame == Blame::Aws,
        _ => failure.retryable && failure.blame == Blame::Aws,
    }
}

fn is_equal(before: &Outcome, after: &Outcome) -> bool {
    before.result == after.result && before.changes == after.changes && before.comments == after.comments
}

/// What several tries of a state came to together.
pub(crate) fn merged(before: &Outcome, mut outcome: Outcome, state: &State) -> Outcome {
    if is_blocked(before) {
        return outcome;
    }
    let mut comments = before.comments.clone();
    comments.retain(|comment| {
        outcome.failure.is_some() || before.failure.as_ref().is_none_or(|failure| failure.message != *comment)
    });
    let new: Vec<String> =
        outcome.comments.iter().filter(|comment| !comments.contains(comment)).cloned().collect();
    comments.extend(new);
    outcome.comments = comments;
    outcome.total_seconds += before.total_seconds;
    if outcome.rerun_data.is_null() && outcome.failure.is_none() {
        outcome.rerun_data = before.rerun_data.clone();
    }
    let made_before =
        outcome.address.function == "present" && before.old_state.is_null() && !before.new_state.is_null();
    if made_before && !outcome.new_state.is_null() {
        outcome.old_state = before.old_state.clone();
        outcome.changes = visible(crate::changes(&outcome.old_state, &outcome.new_state), &state.sensitive);
        if matches!(outcome.action, Action::Update | Action::Unchanged) {
            outcome.action = Action::Create;
        }
    }
    outcome
}
