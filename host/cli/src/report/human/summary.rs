use std::collections::BTreeMap;
use std::time::Duration;

use wasmidem_contract::{Location, Outcome, Phase};

use super::{UNCHANGED_LISTED, shown_id};
use crate::report::console::Style;
use crate::report::plain::plain;
use crate::report::status::Status;

/// Runs of more states than this end with a list of what failed: the blocks have scrolled away.
const MANY: usize = 15;

/// How many states ended how.
#[derive(Default)]
pub struct Tally {
    counts: BTreeMap<Status, usize>,
    /// The names and places of states that failed.
    failed: Vec<String>,
    /// How many are left out by `--group omit_noop`.
    omitted: usize,
    /// How many unchanged ones are listed.
    unchanged_listed: usize,
}

impl Tally {
    /// Counts a state, and says whether it is to be listed.
    pub fn count(
        &mut self,
        status: Status,
        outcome: &Outcome,
        place: Option<Location>,
        omitted: bool,
    ) -> bool {
        *self.counts.entry(status).or_default() += 1;
        if omitted {
            self.omitted += 1;
            return false;
        }
        if status == Status::Failed {
            let place = place.map(|place| format!("  {place}")).unwrap_or_default();
            self.failed.push(format!("{}{}", shown_id(&outcome.address), plain(&place)));
        }
        if status == Status::Unchanged {
            self.unchanged_listed += 1;
        }
        status != Status::Unchanged || self.unchanged_listed <= UNCHANGED_LISTED
    }

    fn of(&self, status: Status) -> usize {
        self.counts.get(&status).copied().unwrap_or(0)
    }

    /// The end of the report.
    pub fn text(&self, phase: Phase, elapsed: Duration, colour: bool) -> String {
        let mut text = String::new();
        let more = self.unchanged_listed.saturating_sub(UNCHANGED_LISTED);
        if more > 0 {
            text.push_str(
                &Style::Dim
                    .paint(&format!("= and {more} more {}\n", Status::Unchanged.counted(phase)), colour),
            );
        }
        if self.omitted > 0 {
            let note = format!("= {} without changes not shown\n", self.omitted);
            text.push_str(&Style::Dim.paint(&note, colour));
        }
        let total: usize = self.counts.values().sum();
        if total > MANY && !self.failed.is_empty() {
            text.push_str(&format!("\n{}\n", Style::Red.paint("Failed:", colour)));
            self.failed.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        let parts: Vec<String> = Status::ALL
            .into_iter()
            .filter(|status| self.of(*status) > 0)
            .map(|status| {
                let word = status.counted(phase);
                let style = if status == Status::Unchanged { Style::Plain } else { status.style() };
                style.paint(&format!("{} {word}", self.of(status)), colour)
            })
            .collect();
        let parts = if parts.is_empty() { "nothing to do".to_owned() } else { parts.join(", ") };
        let many = |what: &str| if total == 1 { format!("1 {what}") } else { format!("{total} {what}s") };
        let seconds = elapsed.as_secs_f64();
        text.push_str(&match phase {
            Phase::Plan => format!("\nPlan: {parts}.\nThis was a preview: nothing was changed.\n"),
            Phase::Apply => format!("\n{}: {parts} ({seconds:.1} s)\n", many("state")),
            Phase::Drift | Phase::Describe if total == 0 => "\nNothing is remembered here.\n".to_owned(),
            Phase::Drift | Phase::Describe => format!("\n{}: {parts} ({seconds:.1} s)\n", many("resource")),
        });
        text
    }
}
