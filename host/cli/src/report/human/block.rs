use std::collections::HashSet;

use wasmidem_contract::{Action, Blame, Location, Outcome, Phase};

use super::changes::lines;
use super::shown_id;
use crate::report::blocked;
use crate::report::change::{Kind, news};
use crate::report::console::Style;
use crate::report::plain::plain;
use crate::report::status::Status;
use crate::report::value::is_unknown;

/// Lines of changes shown of a new resource: much of it AWS says by itself.
const NEW_LISTED: usize = 12;
/// Lines of changes shown where somebody has to approve them, or where something was changed.
const CHANGES_LISTED: usize = 100;

/// What is printed of one state.
pub struct Block<'a> {
    pub outcome: &'a Outcome,
    pub status: Status,
    pub phase: Phase,
    pub place: Option<Location>,
    /// Of the column of ids.
    pub width: usize,
    pub colour: bool,
}

impl Block<'_> {
    fn paint(&self, style: Style, text: &str) -> String {
        style.paint(text, self.colour)
    }

    /// Whether it has to be seen even if the state changed nothing.
    pub fn has_notes(&self) -> bool {
        !notes(self.outcome).is_empty()
    }

    /// The block, with a line end. `not_run` has the tags of states that were not tried.
    pub fn text(&self, not_run: &HashSet<String>) -> String {
        let mut text = self.head(not_run);
        match self.status {
            Status::Failed => self.add_failure(&mut text),
            Status::NotRun if blocked::reasons(self.outcome).is_none() => self.add_failure(&mut text),
            Status::NotRun => {}
            _ => {
                for note in notes(self.outcome) {
                    text.push_str(&format!("    {}\n", self.paint(Style::Yellow, &plain(note))));
                }
                // What is gone as a whole needs no list of what it was.
                if self.status != Status::Deleted {
                    self.add_changes(&mut text, "    ");
                }
            }
        }
        text
    }

    fn head(&self, not_run: &HashSet<String>) -> String {
        let address = &self.outcome.address;
        let verb = self.status.word(self.phase);
        let reasons = blocked::reasons(self.outcome).unwrap_or_default();
        let reasons: Vec<String> = reasons.iter().map(|reason| plain(&reason.sentence(not_run))).collect();
        let verb =
            if reasons.is_empty() { verb.to_owned() } else { format!("{verb}: {}", reasons.join("; ")) };
        format!(
            "{} {}  {}  {}{}\n",
            self.paint(self.status.style(), self.status.sign()),
            self.paint(Style::Bold, &format!("{:width$}", shown_id(address), width = self.width)),
            plain(&address.full_path()),
            self.paint(self.status.style(), &verb),
            resource_id(self.outcome)
                .map(|id| self.paint(Style::Dim, &format!("  {}", plain(id))))
                .unwrap_or_default(),
        )
    }

    fn add_changes(&self, text: &mut String, indent: &str) {
        let created = self.outcome.action == Action::Create;
        let all = news(self.outcome);
        // What a function returns is no change of anything either.
        let returned = || all.iter().all(|change| matches!(change.kind, Kind::Added(_)));
        let bare = created || self.outcome.action == Action::Run && returned();
        let all: Vec<_> = all.iter().flat_map(|change| lines(change, bare)).collect();
        let most = if created && self.phase.may_write() { NEW_LISTED } else { CHANGES_LISTED };
        for line in all.iter().take(most) {
            let painted: String = line.iter().map(|(style, part)| self.paint(*style, part)).collect();
            text.push_str(&format!("{indent}{painted}\n"));
        }
        if all.len() > most {
            let more = format!("and {} more lines (--output json has all)", all.len() - most);
            text.push_str(&format!("{indent}{}\n", self.paint(Style::Dim, &more)));
        }
    }

    fn add_failure(&self, text: &mut String) {
        for line in self.outcome.comments.iter().flat_map(|comment| comment.lines()) {
            text.push_str(&format!("    {}\n", plain(line)));
        }
        let failure = self.outcome.failure.as_ref();
        if let Some(help) = failure.and_then(|failure| failure.help()) {
            text.push_str(&format!("    {} {}\n", self.paint(Style::Cyan, "help:"), plain(help)));
        }
        let blame = failure.filter(|failure| failure.blame != Blame::Author);
        let code = blame.map(|failure| format!("{} [{}]", failure.blame, failure.code));
        let place = self.place.as_ref().map(|place| format!("at {place}"));
        let parts: Vec<String> = code.into_iter().chain(place).collect();
        if !parts.is_empty() {
            text.push_str(&format!("    {}\n", self.paint(Style::Dim, &plain(&parts.join(", ")))));
        }
        let mut changed = String::new();
        self.add_changes(&mut changed, "      ");
        if !changed.is_empty() {
            text.push_str(&format!("    {}\n{changed}", self.paint(Style::Yellow, "changed all the same:")));
        }
    }
}

/// The resource's id, if it is known.
pub fn resource_id(outcome: &Outcome) -> Option<&str> {
    let id = outcome.new_state.get("resource_id").or_else(|| outcome.old_state.get("resource_id"))?;
    id.as_str().filter(|id| !is_unknown(id))
}

/// Comments a user should see even though the state succeeded.
fn notes(outcome: &Outcome) -> Vec<&str> {
    let telling = |comment: &&str| {
        comment.contains("stays ")
            || comment.starts_with("Found ")
            || comment.starts_with("Would call ")
            || comment.contains("is not found in the cloud")
    };
    outcome.comments.iter().map(String::as_str).filter(telling).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use serde_json::json;
    use wasmidem_contract::{Cause, Changes, Failure, Object, Value};

    fn text(outcome: &Outcome, preview: bool) -> String {
        let status = Status::of(outcome);
        let phase = if preview { Phase::Plan } else { Phase::Apply };
        let block = Block { outcome, status, phase, place: None, width: 4, colour: false };
        block.text(&HashSet::new())
    }

    fn changed(action: Action, old: Value, new: Value) -> Outcome {
        let mut outcome = outcome("net", action);
        outcome.changes =
            Changes(Object::from_iter([("old".into(), old.clone()), ("new".into(), new.clone())]));
        (outcome.old_state, outcome.new_state) = (old, new);
        outcome
    }

    #[test]
    fn an_update_tells_what_differs() {
        let outcome = changed(
            Action::Update,
            json!({"tags": {"Name": "a", "x": "1"}, "l": [{"n": 1}], "resource_id": "vpc-1"}),
            json!({"tags": {"Name": "b", "y": "2"}, "l": [{"n": 2}, "z"], "resource_id": "vpc-1"}),
        );
        let expected = "\
~ net   aws.ec2.vpc.present  would be updated  vpc-1
    ~ tags.Name: a → b
    - tags.x: \"1\"
    + tags.y: \"2\"
    ~ l:
        - {n: 1}
        + {n: 2}
        + z
";
        assert_eq!(text(&outcome, true), expected);
    }

    #[test]
    fn a_replacement_tells_both_ids() {
        let outcome = changed(
            Action::Replace,
            json!({"resource_id": "vpc-1", "name": "a"}),
            json!({"resource_id": "resource_id_known_after_present", "name": "a"}),
        );
        let text = text(&outcome, true);
        assert!(text.starts_with("± net   aws.ec2.vpc.present  would be replaced\n"), "{text}");
        assert!(text.contains("    ~ resource_id: vpc-1 → (known after apply)\n"), "{text}");
    }

    #[test]
    fn what_was_done_before_a_failure_is_told() {
        let mut outcome = changed(Action::Fail, Value::Null, json!({"resource_id": "vpc-1", "x": 1}));
        outcome.comments = vec!["Created it".to_owned(), "no".to_owned()];
        outcome.failure =
            Some(Failure::new(Cause::Denied, Blame::Aws, "aws.ec2.Denied", "no").with_help("ask"));
        outcome.changes = Changes(
            json!({"old": {}, "new": {"resource_id": "vpc-1", "x": 1}}).as_object().cloned().unwrap(),
        );
        let expected = "\
✗ net   aws.ec2.vpc.present  failed  vpc-1
    Created it
    no
    help: ask
    AWS [aws.ec2.Denied]
    changed all the same:
      + x: 1
";
        assert_eq!(text(&outcome, false), expected);
    }

    #[test]
    fn dependents_name_what_they_need() {
        let mut outcome = outcome("later", Action::Fail);
        let sentence = "Result of require test_|-a_|-a_|-nop is \"False\", not \"[True, None]\"";
        outcome.comments = vec![sentence.to_owned()];
        outcome.failure = Some(Failure::new(Cause::Conflict, Blame::Author, "run.requisite", sentence));
        assert_eq!(text(&outcome, false), "? later  aws.ec2.vpc.present  not run: needs `a`, which failed\n");
    }
}
