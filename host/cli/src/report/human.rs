//! The outcome for people: one block per state as it ends, then a summary.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use wasmidem_contract::{Action, Blame, Event, Events, Location, Outcome, StateAddress};

use super::Console;
use super::console::Style;
use super::places::Places;
use super::plain::plain;
use super::value::{lines, short};

/// States without changes are listed one by one up to this many, then only counted.
const UNCHANGED_LISTED: usize = 20;
/// Lines of changes shown per state.
const CHANGES_LISTED: usize = 12;
/// The column of ids grows no wider than this.
const ID_WIDTH: usize = 32;

/// Prints outcomes to stdout as they come.
pub struct Human {
    console: Arc<Console>,
    colour: bool,
    places: Places,
    /// Of the column of ids, in characters.
    width: AtomicUsize,
    tally: Mutex<Tally>,
}

#[derive(Default)]
struct Tally {
    preview: bool,
    created: usize,
    updated: usize,
    replaced: usize,
    deleted: usize,
    ran: usize,
    unchanged: usize,
    failed: usize,
    skipped: usize,
    started: Option<Instant>,
}

impl Human {
    /// Knows the states from the events.
    pub fn new(console: Arc<Console>) -> Self {
        Self {
            colour: console.colour_out(),
            console,
            places: Places::default(),
            width: AtomicUsize::new(0),
            tally: Mutex::default(),
        }
    }

    fn added(&self, states: Vec<(StateAddress, Location)>) {
        let width = states.iter().map(|(address, _)| shown_id(address).chars().count()).max().unwrap_or(0);
        self.width.fetch_max(width.min(ID_WIDTH), Ordering::Relaxed);
        self.places.add(states);
    }

    fn finished(&self, outcome: &Outcome) {
        let (preview, listed) = {
            let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
            tally.count(outcome.action);
            (tally.preview, outcome.action != Action::Unchanged || tally.unchanged <= UNCHANGED_LISTED)
        };
        if listed || !notes(outcome).is_empty() {
            self.console.out(&self.block(outcome, preview));
        }
    }

    fn block(&self, outcome: &Outcome, preview: bool) -> String {
        let (sign, style, verb) = words(outcome.action, preview);
        let paint = |style: Style, text: &str| style.paint(text, self.colour);
        let address = &outcome.address;
        let id = outcome.new_state.get("resource_id").or_else(|| outcome.old_state.get("resource_id"));
        let id = id
            .and_then(|id| id.as_str())
            .filter(|id| !id.ends_with("known_after_present"))
            .unwrap_or_default();
        let head = format!(
            "{} {}  {}  {}{}\n",
            paint(style, sign),
            paint(
                Style::Bold,
                &format!("{:width$}", shown_id(address), width = self.width.load(Ordering::Relaxed))
            ),
            plain(&address.full_path()),
            paint(style, verb),
            if id.is_empty() { String::new() } else { paint(Style::Dim, &format!("  {}", plain(id))) },
        );
        let mut text = head;
        match outcome.action {
            Action::Fail | Action::Skip => self.add_failure(&mut text, outcome),
            _ => {
                for note in notes(outcome) {
                    text.push_str(&format!("    {}\n", paint(Style::Yellow, &plain(note))));
                }
                self.add_changes(&mut text, outcome);
            }
        }
        text
    }

    fn add_changes(&self, text: &mut String, outcome: &Outcome) {
        let paint = |style: Style, part: &str| style.paint(part, self.colour);
        // What is gone as a whole needs no list of what it was.
        let all = if outcome.action == Action::Delete { Vec::new() } else { lines(&outcome.changes) };
        let shown = all.iter().filter(|line| !matches!(line.member.as_str(), "name" | "resource_id"));
        for line in shown.clone().take(CHANGES_LISTED) {
            let change = match (&line.old, &line.new) {
                (None, Some(new)) => paint(Style::Green, &short(new)),
                (Some(old), None) => paint(Style::Red, &format!("{} removed", short(old))),
                (Some(old), Some(new)) => {
                    format!("{} → {}", paint(Style::Red, &short(old)), paint(Style::Green, &short(new)))
                }
                (None, None) => continue,
            };
            text.push_str(&format!("    {}: {change}\n", plain(&line.member)));
        }
        let more = shown.count().saturating_sub(CHANGES_LISTED);
        if more > 0 {
            text.push_str(&format!(
                "    {}\n",
                paint(Style::Dim, &format!("and {more} more (--output json has all)"))
            ));
        }
    }

    fn add_failure(&self, text: &mut String, outcome: &Outcome) {
        let paint = |style: Style, part: &str| style.paint(part, self.colour);
        for comment in &outcome.comments {
            for line in comment.lines() {
                text.push_str(&format!("    {}\n", plain(line)));
            }
        }
        let failure = outcome.failure.as_ref();
        if let Some(help) = failure.and_then(|failure| failure.help()) {
            text.push_str(&format!("    {} {}\n", paint(Style::Cyan, "help:"), plain(help)));
        }
        let blame = failure.filter(|failure| failure.blame != Blame::Author);
        let code = blame.map(|failure| format!("{} [{}]", failure.blame, failure.code));
        let place = self.places.of(&outcome.address).map(|place| format!("at {place}"));
        let parts: Vec<String> = code.into_iter().chain(place).collect();
        if !parts.is_empty() {
            text.push_str(&format!("    {}\n", paint(Style::Dim, &plain(&parts.join(", ")))));
        }
    }

    fn summary(&self) -> String {
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        if tally.unchanged > UNCHANGED_LISTED {
            let more = tally.unchanged - UNCHANGED_LISTED;
            text.push_str(&Style::Dim.paint(&format!("= and {more} more unchanged\n"), self.colour));
        }
        let verbs: [(usize, &str, &str, Style); 8] = [
            (tally.created, "created", "to create", Style::Green),
            (tally.updated, "updated", "to update", Style::Yellow),
            (tally.replaced, "replaced", "to replace", Style::Yellow),
            (tally.deleted, "deleted", "to delete", Style::Red),
            (tally.ran, "run", "run", Style::Green),
            (tally.unchanged, "unchanged", "unchanged", Style::Plain),
            (tally.failed, "failed", "failed", Style::Red),
            (tally.skipped, "not run", "not run", Style::Yellow),
        ];
        let parts: Vec<String> = verbs
            .iter()
            .filter(|(count, ..)| *count > 0)
            .map(|(count, done, planned, style)| {
                style.paint(&format!("{count} {}", if tally.preview { planned } else { done }), self.colour)
            })
            .collect();
        let total: usize = verbs.iter().map(|(count, ..)| count).sum();
        let states = if total == 1 { "1 state".to_owned() } else { format!("{total} states") };
        let seconds = tally.started.map_or(Duration::ZERO, |started| started.elapsed()).as_secs_f64();
        let end =
            if tally.preview { "preview: nothing was changed".to_owned() } else { format!("{seconds:.1} s") };
        let parts = if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") };
        text.push_str(&format!("\n{states}: {parts} ({end})\n"));
        text
    }
}

impl Tally {
    fn count(&mut self, action: Action) {
        let place = match action {
            Action::Create => &mut self.created,
            Action::Update => &mut self.updated,
            Action::Replace => &mut self.replaced,
            Action::Delete => &mut self.deleted,
            Action::Unchanged => &mut self.unchanged,
            Action::Run => &mut self.ran,
            Action::Fail => &mut self.failed,
            Action::Skip => &mut self.skipped,
        };
        *place += 1;
    }
}

impl Events for Human {
    fn emit(&self, event: Event) {
        match event {
            Event::RunStarted { preview, .. } => {
                let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
                tally.preview = preview;
                tally.started = Some(Instant::now());
            }
            Event::StatesAdded { states } => self.added(states),
            Event::StateFinished { outcome } => self.finished(&outcome),
            Event::RunFinished { .. } => self.console.out(&self.summary()),
            _ => {}
        }
    }
}

fn shown_id(address: &StateAddress) -> String {
    match &address.resource_name {
        Some(name) => plain(&format!("{}[{name}]", address.id)),
        None => plain(&address.id),
    }
}

/// Comments a user should see even though the state succeeded.
fn notes(outcome: &Outcome) -> Vec<&str> {
    let telling = |comment: &&str| {
        comment.contains("stays ")
            || comment.starts_with("Found ")
            || comment.contains("is not found in the cloud")
    };
    outcome.comments.iter().map(String::as_str).filter(telling).collect()
}

fn words(action: Action, preview: bool) -> (&'static str, Style, &'static str) {
    match (action, preview) {
        (Action::Create, false) => ("+", Style::Green, "created"),
        (Action::Create, true) => ("+", Style::Green, "would be created"),
        (Action::Update, false) => ("~", Style::Yellow, "updated"),
        (Action::Update, true) => ("~", Style::Yellow, "would be updated"),
        (Action::Replace, false) => ("±", Style::Yellow, "replaced"),
        (Action::Replace, true) => ("±", Style::Yellow, "would be replaced"),
        (Action::Delete, false) => ("-", Style::Red, "deleted"),
        (Action::Delete, true) => ("-", Style::Red, "would be deleted"),
        (Action::Unchanged, _) => ("=", Style::Dim, "unchanged"),
        (Action::Run, _) => ("*", Style::Green, "run"),
        (Action::Fail, _) => ("✗", Style::Red, "failed"),
        (Action::Skip, _) => ("?", Style::Yellow, "not run"),
    }
}
