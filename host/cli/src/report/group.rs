//! idem's `--group`: which outcomes are shown, and in which order.

use std::str::FromStr;

use wasmidem_contract::{Object, Outcome, StateResult, Value, nearest};

/// The tag under which idem tells how many outcomes are left out.
const OMITTED: &str = "omit_noop_|-noop_count_|-_|-apply";

/// One way to group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Number,
    Sort,
    Duration,
    OmitNoop,
}

const GROUPS: [(&str, Group); 4] = [
    ("number", Group::Number),
    ("sort", Group::Sort),
    ("duration", Group::Duration),
    ("omit_noop", Group::OmitNoop),
];

/// Ways to group, applied one after the other. None leaves the order in which states ran.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Groups(Vec<Group>);

/// Outcomes as they are to be shown.
#[derive(Debug, PartialEq)]
pub struct Grouped<'a> {
    /// Those that are shown.
    pub shown: Vec<&'a Outcome>,
    /// How many are left out, since they succeeded without changes.
    pub omitted: usize,
}

impl Groups {
    /// Whether the outcomes can be shown as they come.
    pub fn keeps_order(&self) -> bool {
        self.0.iter().all(|group| *group == Group::OmitNoop)
            || self.0.iter().rfind(|group| **group != Group::OmitNoop) == Some(&Group::Number)
    }

    /// Whether this outcome is left out.
    pub fn omits(&self, outcome: &Outcome) -> bool {
        self.0.contains(&Group::OmitNoop)
            && outcome.result == StateResult::Succeeded
            && outcome.changes.is_empty()
    }

    /// The outcomes in order, without those that are left out.
    pub fn apply<'a>(&self, outcomes: &'a [Outcome]) -> Grouped<'a> {
        let mut shown: Vec<&Outcome> = outcomes.iter().filter(|outcome| !self.omits(outcome)).collect();
        shown.sort_by_key(|outcome| outcome.run_number);
        // Each sorting is stable: where a later one sees no difference, an earlier one counts.
        for group in &self.0 {
            match group {
                Group::Number => shown.sort_by_key(|outcome| outcome.run_number),
                Group::Sort => shown.sort_by_cached_key(|outcome| outcome.address.tag()),
                Group::Duration => shown.sort_by(|a, b| a.total_seconds.total_cmp(&b.total_seconds)),
                Group::OmitNoop => {}
            }
        }
        let omitted = outcomes.len() - shown.len();
        Grouped { shown, omitted }
    }
}

impl Grouped<'_> {
    /// The entry by which idem tells what is left out; its `count` is always 0 there.
    pub fn note(&self) -> Option<(String, Value)> {
        let comment = format!("Total no-op states: {}", self.omitted);
        let note = Object::from_iter([
            ("count".to_owned(), Value::from(0)),
            ("result".to_owned(), Value::Bool(true)),
            ("comment".to_owned(), Value::String(comment)),
        ]);
        (self.omitted > 0).then(|| (OMITTED.to_owned(), Value::Object(note)))
    }
}

impl FromStr for Groups {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || GROUPS.iter().map(|(name, _)| *name);
        let group = |part: &str| match GROUPS.iter().find(|(name, _)| *name == part) {
            Some((_, group)) => Ok(*group),
            None => {
                let known = names().collect::<Vec<_>>().join(", ");
                let meant = nearest(part, names()).map(|meant| format!("; did you mean `{meant}`?"));
                Err(format!("`{part}` is none of {known}{}", meant.unwrap_or_default()))
            }
        };
        text.split('|').map(str::trim).map(group).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use wasmidem_contract::{Action, Changes};

    /// `c` changed something and ran first, `a` and `b` did nothing, `d` failed.
    fn outcomes() -> Vec<Outcome> {
        let made = [
            ("a", Action::Unchanged, 2, 0.5),
            ("b", Action::Run, 3, 0.1),
            ("c", Action::Create, 1, 0.3),
            ("d", Action::Fail, 4, 0.3),
        ];
        let made = made.map(|(id, action, run_number, total_seconds)| Outcome {
            run_number,
            total_seconds,
            ..outcome(id, action)
        });
        let mut made = Vec::from(made);
        made[2].changes = Changes(Object::from_iter([("new".to_owned(), Value::from(1))]));
        made
    }

    #[track_caller]
    fn shows(groups: &str, ids: &str, omitted: usize) {
        let groups: Groups = groups.parse().unwrap();
        let outcomes = outcomes();
        let grouped = groups.apply(&outcomes);
        let shown: String = grouped.shown.iter().map(|outcome| outcome.address.id.as_str()).collect();
        assert_eq!((shown.as_str(), grouped.omitted), (ids, omitted));
    }

    #[test]
    fn sorts_and_leaves_out() {
        shows("number", "cabd", 0);
        shows("sort", "abcd", 0);
        shows("duration", "bcda", 0);
        shows("omit_noop", "cd", 2);
        shows("sort|duration", "bcda", 0);
        shows("duration | omit_noop", "cd", 2);
        shows("sort|number", "cabd", 0);
    }

    #[test]
    fn tells_how_many_are_left_out() {
        let outcomes = outcomes();
        let groups: Groups = "omit_noop".parse().unwrap();
        let (tag, note) = groups.apply(&outcomes).note().unwrap();
        assert_eq!(tag, "omit_noop_|-noop_count_|-_|-apply");
        assert_eq!(note["comment"], "Total no-op states: 2");
        assert_eq!(groups.apply(&outcomes[3..]).note(), None);
    }

    #[test]
    fn knows_whether_to_wait() {
        for (groups, keeps) in [
            ("number", true),
            ("omit_noop", true),
            ("sort", false),
            ("duration|omit_noop", false),
            ("sort|number", true),
        ] {
            assert_eq!(groups.parse::<Groups>().unwrap().keeps_order(), keeps, "{groups}");
        }
    }

    #[test]
    fn groups_are_known() {
        assert!("sort|omit_nop".parse::<Groups>().unwrap_err().contains("did you mean `omit_noop`?"));
        assert!("".parse::<Groups>().is_err());
    }
}
