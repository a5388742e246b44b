//! What a state changed, member by member, for every report that people read.

use wasmidem_contract::{Object, Outcome, Value};

use super::difference;

/// One changed member.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The member, with the way into it: `tags.Name`.
    pub member: String,
    /// What became of it.
    pub kind: Kind,
}

/// What became of a member.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// It was not there before.
    Added(Value),
    /// It is not there any more.
    Removed(Value),
    /// It has another value.
    Replaced(Value, Value),
    /// The elements of a list that are gone, and those that are new.
    Elements(Vec<Value>, Vec<Value>),
    /// The lines of a long text that are gone (`false`) or new.
    Lines(Vec<(bool, String)>),
    /// The state file says that it is not to be shown.
    Sensitive,
}

/// The changes of an outcome. A member that appears or disappears as a whole is one change.
pub fn changes(outcome: &Outcome) -> Vec<Change> {
    let mut out = Vec::new();
    let all = &outcome.changes.0;
    let sided = all.keys().all(|key| key == "old" || key == "new");
    if sided && all.values().all(Value::is_object) {
        let empty = Object::new();
        let side = |name: &str| all.get(name).and_then(Value::as_object).unwrap_or(&empty);
        members("", side("old"), side("new"), &mut out);
    } else if sided {
        compare("value", all.get("old"), all.get("new"), &mut out);
    } else {
        others(all, &mut out);
    }
    out.extend(sensitive(outcome));
    out
}

/// The same without what is told of a new resource anyway: its name and its id.
pub fn news(outcome: &Outcome) -> Vec<Change> {
    let told = |change: &Change| {
        matches!(change.kind, Kind::Added(_))
            && matches!(change.member.as_str(), "name" | "resource_id")
            && outcome.old_state.is_null()
    };
    changes(outcome).into_iter().filter(|change| !told(change)).collect()
}

/// Functions of modules may tell changes in a form of their own, such as one object of `old` and
/// `new` for each member.
fn others(all: &Object, out: &mut Vec<Change>) {
    for (key, value) in all {
        match value.as_object() {
            Some(pair) if !pair.is_empty() && pair.keys().all(|key| key == "old" || key == "new") => {
                compare(&step("", key), pair.get("old"), pair.get("new"), out);
            }
            _ => compare(&step("", key), None, Some(value), out),
        }
    }
}

fn members(prefix: &str, old: &Object, new: &Object, out: &mut Vec<Change>) {
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        compare(&step(prefix, key), old.get(key), new.get(key), out);
    }
}

/// The way to a member: keys that could be misread stand in quotes.
pub fn step(prefix: &str, key: &str) -> String {
    let confusing = |c: char| c.is_whitespace() || c.is_control() || ".\"'→".contains(c);
    let key = if key.is_empty() || key.contains(confusing) { format!("{key:?}") } else { key.to_owned() };
    if prefix.is_empty() { key } else { format!("{prefix}.{key}") }
}

fn compare(member: &str, old: Option<&Value>, new: Option<&Value>, out: &mut Vec<Change>) {
    if old == new {
        return;
    }
    let present = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    let kind = match (present(old), present(new)) {
        (None, None) => return,
        (Some(Value::Object(old)), Some(Value::Object(new))) => return members(member, &old, &new, out),
        (Some(Value::Array(old)), Some(Value::Array(new))) => Kind::Elements(old, new),
        (Some(Value::String(old)), Some(Value::String(new))) => return texts(member, &old, &new, out),
        (Some(old), Some(new)) => Kind::Replaced(old, new),
        (Some(old), None) => Kind::Removed(old),
        (None, Some(new)) => Kind::Added(new),
    };
    out.push(Change { member: member.to_owned(), kind });
}

/// Texts that hold JSON, as policies do, are compared as what they hold; others by lines if they
/// have several.
fn texts(member: &str, old: &str, new: &str, out: &mut Vec<Change>) {
    let before = out.len();
    if let (Some(old), Some(new)) = (document(old), document(new)) {
        let wrap = |value: Value| Value::Object(Object::from_iter([(String::new(), value)]));
        let changes = wasmidem_run::changes(&wrap(old), &wrap(new)).0;
        let side = |name: &str| changes.get(name)?.get("");
        compare(member, side("old"), side("new"), out);
    } else if old.contains('\n') || new.contains('\n') {
        let lines = difference::lines(old, new);
        if !lines.is_empty() {
            out.push(Change { member: member.to_owned(), kind: Kind::Lines(lines) });
        }
    }
    // They may hold the same and be written differently.
    if out.len() == before {
        let kind = Kind::Replaced(old.into(), new.into());
        out.push(Change { member: member.to_owned(), kind });
    }
}

fn document(text: &str) -> Option<Value> {
    let holds_json = text.trim_start().starts_with(['{', '[']);
    holds_json.then(|| serde_json::from_str(text).ok()).flatten()
}

/// What was done and what went wrong, without sentences that may quote sensitive members.
pub fn comments(outcome: &Outcome) -> Vec<&str> {
    if sensitive(outcome).is_empty() {
        return outcome.comments.iter().map(String::as_str).collect();
    }
    outcome.failure.iter().map(|failure| failure.message.as_str()).collect()
}

/// The members that differ between the states, but are left out of the changes.
fn sensitive(outcome: &Outcome) -> Vec<Change> {
    if !matches!(outcome.address.function.as_str(), "present" | "absent") {
        return Vec::new();
    }
    let shown = |member: &str| outcome.changes.0.values().any(|side| side.get(member).is_some());
    let full = wasmidem_run::changes(&outcome.old_state, &outcome.new_state).0;
    let mut found: Vec<Change> = Vec::new();
    for member in full.values().filter_map(Value::as_object).flat_map(Object::keys) {
        let member_path = step("", member);
        if !shown(member) && !found.iter().any(|change| change.member == member_path) {
            found.push(Change { member: member_path, kind: Kind::Sensitive });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::outcome;
    use serde_json::json;
    use wasmidem_contract::{Action, Changes};

    fn of(changed: Value) -> Vec<Change> {
        let mut outcome = outcome("a", Action::Update);
        outcome.changes = Changes(changed.as_object().cloned().unwrap());
        changes(&outcome)
    }

    fn change(member: &str, kind: Kind) -> Change {
        Change { member: member.to_owned(), kind }
    }

    #[test]
    fn walks_into_objects() {
        let found =
            of(json!({"old": {"tags": {"a": "1", "b.c": "2"}}, "new": {"tags": {"a": "3"}, "x": {"y": 1}}}));
        let expected = [
            change("tags.a", Kind::Replaced(json!("1"), json!("3"))),
            change("tags.\"b.c\"", Kind::Removed(json!("2"))),
            change("x", Kind::Added(json!({"y": 1}))),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn lists_tell_their_elements() {
        let found = of(json!({"old": {"l": [1], "n": null}, "new": {"l": [2, 3], "n": [4], "z": null}}));
        let expected = [
            change("l", Kind::Elements(vec![json!(1)], vec![json!(2), json!(3)])),
            change("n", Kind::Added(json!([4]))),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn json_in_texts_is_read() {
        let policy = |action: &str| format!(r#"{{"Statement": [{{"Action": "{action}"}}], "Version": "x"}}"#);
        let found = of(json!({"old": {"p": policy("a")}, "new": {"p": policy("b")}}));
        let elements = Kind::Elements(vec![json!({"Action": "a"})], vec![json!({"Action": "b"})]);
        assert_eq!(found, [change("p.Statement", elements)]);
        let found = of(json!({"old": {"p": "{}"}, "new": {"p": "{ }"}}));
        assert_eq!(found, [change("p", Kind::Replaced(json!("{}"), json!("{ }")))]);
        let found = of(json!({"old": {"p": "[1]"}, "new": {"p": "{}"}}));
        assert_eq!(found, [change("p", Kind::Replaced(json!([1]), json!({})))]);
    }

    #[test]
    fn long_texts_tell_their_lines() {
        let found = of(json!({"old": {"u": "a\nb\n"}, "new": {"u": "a\nc\n"}}));
        let lines = Kind::Lines(vec![(false, "b".to_owned()), (true, "c".to_owned())]);
        assert_eq!(found, [change("u", lines)]);
    }

    #[test]
    fn changes_in_other_forms() {
        assert_eq!(of(json!({"new": true})), [change("value", Kind::Added(json!(true)))]);
        assert_eq!(of(json!({"new": null})), []);
        let found = of(json!({"testing": {"old": "x", "new": "y"}, "more": 1}));
        let expected = [
            change("testing", Kind::Replaced(json!("x"), json!("y"))),
            change("more", Kind::Added(json!(1))),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn sensitive_members_are_named_only() {
        let mut outcome = outcome("a", Action::Update);
        outcome.old_state = json!({"password": "one", "l": [1, 2], "x": 1});
        outcome.new_state = json!({"password": "two", "l": [2, 1], "x": 2});
        outcome.changes = Changes(json!({"old": {"x": 1}, "new": {"x": 2}}).as_object().cloned().unwrap());
        let expected = [change("x", Kind::Replaced(json!(1), json!(2))), change("password", Kind::Sensitive)];
        assert_eq!(changes(&outcome), expected);
        outcome.comments = vec!["password is now two".to_owned()];
        assert_eq!(comments(&outcome), [""; 0]);
        outcome.new_state = json!({"password": "one", "l": [1, 2], "x": 2});
        assert_eq!(comments(&outcome), ["password is now two"]);
    }
}
