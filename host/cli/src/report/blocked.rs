//! Why a state was not tried: what its requisites say of others, in words for people. The sentences
//! that are read here are idem's, which programs get unchanged.

use std::collections::HashSet;

use wasmidem_contract::{Action, Outcome};

/// The failure code of a state whose requisites do not hold.
const UNMET: &str = "run.requisite";
const STOPPED: &str = "run.cancelled";

/// One requisite that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// The tag of the state that is in the way; empty if it is no state.
    pub tag: String,
    why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It had to succeed.
    Failed,
    /// It had to fail.
    Succeeded,
    /// It had to change something.
    Unchanged,
    /// The run was stopped.
    Stopped,
}

/// Why the state was not tried; `None` if it was, or if it is itself what is wrong.
pub fn reasons(outcome: &Outcome) -> Option<Vec<Reason>> {
    let code = outcome.failure.as_ref().map(|failure| failure.code.as_str());
    if outcome.action == Action::Skip && code == Some(STOPPED) {
        return Some(vec![Reason { tag: String::new(), why: Why::Stopped }]);
    }
    if code != Some(UNMET) {
        return None;
    }
    let lines: Vec<&str> = outcome.comments.iter().flat_map(|comment| comment.lines()).collect();
    let mut reasons = lines.into_iter().map(parse).collect::<Option<Vec<Reason>>>()?;
    // A state that failed has no changes either; one reason is enough.
    let all = reasons.clone();
    reasons.retain(|reason| {
        reason.why != Why::Unchanged
            || !all.iter().any(|other| other.tag == reason.tag && other.why == Why::Failed)
    });
    (!reasons.is_empty()).then_some(reasons)
}

fn parse(sentence: &str) -> Option<Reason> {
    let (rest, changes) = match sentence.strip_prefix("Result of require ") {
        Some(rest) => (rest, false),
        None => (sentence.strip_prefix("Changes from ")?, true),
    };
    // From the right: ids are free text.
    let (tag, results) = rest.rsplit_once(" is \"")?;
    let (found, wanted) = results.strip_suffix('"')?.split_once("\", not \"")?;
    let why = match (changes, found, wanted) {
        (true, ..) => Why::Unchanged,
        (false, _, "False") => Why::Succeeded,
        (false, ..) => Why::Failed,
    };
    Some(Reason { tag: tag.to_owned(), why })
}

impl Reason {
    /// In words: ``needs `net`, which failed``. `not_run` has the tags of states that were not tried.
    pub fn sentence(&self, not_run: &HashSet<String>) -> String {
        let id = shown(&self.tag);
        match self.why {
            Why::Failed if not_run.contains(&self.tag) => format!("needs `{id}`, which was not run"),
            Why::Failed => format!("needs `{id}`, which failed"),
            Why::Succeeded => format!("runs only if `{id}` fails, which it did not"),
            Why::Unchanged => format!("runs only if `{id}` changes something, which it did not"),
            Why::Stopped => "the run was stopped".to_owned(),
        }
    }
}

/// The id in a tag, with the entry of `names` if there is one.
fn shown(tag: &str) -> String {
    let mut parts = tag.split("_|-").skip(1);
    match (parts.next(), parts.next()) {
        (Some(id), Some(name)) if id != name => format!("{id}[{name}]"),
        (Some(id), _) => id.to_owned(),
        _ => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use wasmidem_contract::{Blame, Cause, Failure};

    fn told(comments: &[&str]) -> Option<Vec<String>> {
        let mut outcome = outcome("later", Action::Fail);
        outcome.comments = comments.iter().map(|&text| text.to_owned()).collect();
        outcome.failure = Some(Failure::new(Cause::Conflict, Blame::Author, UNMET, "x"));
        let not_run = HashSet::from(["test_|-b_|-b_|-nop".to_owned()]);
        Some(reasons(&outcome)?.iter().map(|reason| reason.sentence(&not_run)).collect())
    }

    #[test]
    fn names_what_is_in_the_way() {
        let all = told(&[
            "Result of require test_|-a_|-x_|-nop is \"False\", not \"[True, None]\"",
            "Result of require test_|-b_|-b_|-nop is \"False\", not \"[True, None]\"\nChanges from c_|-c_|-c_|-f is \"False\", not \"True\"",
            "Result of require d_|-d_|-d_|-f is \"True\", not \"False\"",
        ]);
        let expected = [
            "needs `a[x]`, which failed",
            "needs `b`, which was not run",
            "runs only if `c` changes something, which it did not",
            "runs only if `d` fails, which it did not",
        ];
        assert_eq!(all.unwrap(), expected);
    }

    #[test]
    fn says_one_reason_once() {
        let all = told(&[
            "Result of require a_|-a_|-a_|-f is \"False\", not \"True\"",
            "Changes from a_|-a_|-a_|-f is \"False\", not \"True\"",
        ]);
        assert_eq!(all.unwrap(), ["needs `a`, which failed"]);
    }

    #[test]
    fn what_is_wrong_with_the_state_itself_stays_a_failure() {
        assert_eq!(told(&["Requisite 'require a:b' not found in current run. Verify the syntax."]), None);
        assert_eq!(told(&[]), None);
        assert_eq!(reasons(&outcome("a", Action::Fail)), None);
    }

    #[test]
    fn ids_are_free_text() {
        let all = told(&[
            "Result of require p_|-a is \"b\", not \"c_|-a is \"b\", not \"c_|-f is \"False\", not \"[True, None]\"",
        ]);
        assert_eq!(all.unwrap(), ["needs `a is \"b\", not \"c`, which failed"]);
    }
}
