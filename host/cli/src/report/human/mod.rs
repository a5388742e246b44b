//! The outcome for people: one block per state as it ends, then a summary.

mod block;
mod changes;
mod summary;

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use wasmidem_contract::{Event, Events, Location, Outcome, Phase, StateAddress};

use super::Console;
use super::group::Groups;
use super::places::Places;
use super::plain::plain;
use super::status::Status;
pub use block::{Block, resource_id};
use summary::Tally;

/// States without changes are listed one by one up to this many, then only counted.
const UNCHANGED_LISTED: usize = 20;
/// The column of ids grows no wider than this.
const ID_WIDTH: usize = 32;

/// Prints outcomes to stdout as they come.
pub struct Human {
    console: Arc<Console>,
    groups: Groups,
    places: Places,
    /// Of the column of ids, in characters.
    width: AtomicUsize,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    phase: Option<Phase>,
    started: Option<Instant>,
    tally: Tally,
    /// The tags of states that were not tried.
    not_run: HashSet<String>,
    /// Outcomes that wait for the end, since they are to be shown in another order.
    waiting: Vec<Outcome>,
}

impl Human {
    /// Knows the states from the events.
    pub fn new(console: Arc<Console>, groups: Groups) -> Self {
        let (places, width) = (Places::default(), AtomicUsize::new(0));
        Self { console, groups, places, width, progress: Mutex::default() }
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn added(&self, states: Vec<(StateAddress, Option<Location>)>) {
        let width = states.iter().map(|(address, _)| shown_id(address).chars().count()).max().unwrap_or(0);
        self.width.fetch_max(width.min(ID_WIDTH), Ordering::Relaxed);
        self.places.add(states);
    }

    fn finished(&self, outcome: Outcome) {
        let mut progress = self.progress();
        if self.groups.keeps_order() {
            self.show(&outcome, &mut progress);
        } else {
            if Status::of(&outcome) == Status::NotRun {
                progress.not_run.insert(outcome.address.tag());
            }
            progress.waiting.push(outcome);
        }
    }

    /// The end of the report, with all that waits for it.
    fn end(&self) {
        let mut progress = self.progress();
        let waiting = std::mem::take(&mut progress.waiting);
        // Those that are left out are counted all the same.
        waiting
            .iter()
            .filter(|outcome| self.groups.omits(outcome))
            .chain(self.groups.apply(&waiting).shown)
            .for_each(|outcome| self.show(outcome, &mut progress));
        let elapsed = progress.started.map(|started| started.elapsed()).unwrap_or_default();
        let phase = progress.phase.unwrap_or(Phase::Apply);
        self.console.out(&progress.tally.text(phase, elapsed, self.console.colour_out()));
    }

    fn show(&self, outcome: &Outcome, progress: &mut Progress) {
        let status = Status::of(outcome);
        let omitted = self.groups.omits(outcome);
        let listed = progress.tally.count(status, outcome, self.places.of(&outcome.address), omitted);
        if status == Status::NotRun {
            progress.not_run.insert(outcome.address.tag());
        }
        let block = Block {
            outcome,
            status,
            phase: progress.phase.unwrap_or(Phase::Apply),
            place: self.places.of(&outcome.address),
            width: self.width.load(Ordering::Relaxed),
            colour: self.console.colour_out(),
        };
        if listed || block.has_notes() {
            self.console.out(&block.text(&progress.not_run));
        }
    }
}

impl Events for Human {
    fn emit(&self, event: Event) {
        match event {
            Event::RunStarted { phase, .. } => {
                let mut progress = self.progress();
                progress.phase = Some(phase);
                progress.started = Some(Instant::now());
            }
            Event::StatesAdded { states } => self.added(states),
            Event::StateFinished { outcome } => self.finished(*outcome),
            Event::RunFinished { .. } => self.end(),
            _ => {}
        }
    }
}

/// How a state is called: its id, with the entry of `names` if there is one.
pub fn shown_id(address: &StateAddress) -> String {
    match &address.resource_name {
        Some(name) => plain(&format!("{}[{name}]", address.id)),
        None => plain(&address.id),
    }
}
