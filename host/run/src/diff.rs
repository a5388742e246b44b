//! What differs between two states, in the form idem's users read: objects are compared member by
//! member, lists without regard to order, and only what differs is kept on either side.

use std::collections::HashMap;

use wasmidem_contract::{Changes, Object, Value};

/// The changes from `old` to `new`; null counts as the empty object.
pub fn changes(old: &Value, new: &Value) -> Changes {
    let empty = Object::new();
    let old = old.as_object().unwrap_or(&empty);
    let new = new.as_object().unwrap_or(&empty);
    let (old_only, new_only) = objects(old, new);
    let mut out = Object::new();
    if !old_only.is_empty() || !new_only.is_empty() {
        out.insert("old".to_owned(), Value::Object(old_only));
        out.insert("new".to_owned(), Value::Object(new_only));
    }
    Changes(out)
}

fn objects(old: &Object, new: &Object) -> (Object, Object) {
    let mut old_only = Object::new();
    let mut new_only = Object::new();
    for (key, value) in old {
        match new.get(key) {
            None => {
                old_only.insert(key.clone(), value.clone());
            }
            Some(other) => {
                if let Some((left, right)) = values(value, other) {
                    old_only.insert(key.clone(), left);
                    new_only.insert(key.clone(), right);
                }
            }
        }
    }
    for (key, value) in new {
        if !old.contains_key(key) {
            new_only.insert(key.clone(), value.clone());
        }
    }
    (old_only, new_only)
}

/// What is left on each side, perhaps nothing of a container; `None` when the values are equal.
fn values(old: &Value, new: &Value) -> Option<(Value, Value)> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            let (left, right) = objects(old, new);
            (!left.is_empty() || !right.is_empty()).then_some((Value::Object(left), Value::Object(right)))
        }
        (Value::Array(old), Value::Array(new)) => {
            let (left, right) = lists(old, new);
            (!left.is_empty() || !right.is_empty()).then_some((Value::Array(left), Value::Array(right)))
        }
        (old, new) if old == new => None,
        (old, new) => Some((old.clone(), new.clone())),
    }
}

/// The elements of each list that have no equal in the other, counting repetitions.
fn lists(old: &[Value], new: &[Value]) -> (Vec<Value>, Vec<Value>) {
    let mut unmatched: HashMap<String, usize> = HashMap::new();
    for item in new {
        *unmatched.entry(canonical(item)).or_default() += 1;
    }
    let mut take = |item: &&Value| match unmatched.get_mut(&canonical(item)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let left: Vec<Value> = old.iter().filter(&mut take).cloned().collect();
    // Of elements that are equal, the last ones are those without a partner.
    let mut right: Vec<Value> = new
        .iter()
        .rev()
        .filter(|item| match unmatched.get_mut(&canonical(item)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        })
        .cloned()
        .collect();
    right.reverse();
    (left, right)
}

/// A text that is the same for values that are equal but for the order of lists and members, so that
/// long lists can be matched without comparing each with each.
fn canonical(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let mut items: Vec<String> = items.iter().map(canonical).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<String> =
                members.iter().map(|(key, value)| format!("{key:?}:{}", canonical(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn diff(old: Value, new: Value) -> Value {
        Value::Object(changes(&old, &new).0)
    }

    #[test]
    fn equal_states_have_no_changes() {
        let state = json!({"a": [1, {"b": null}], "c": {}});
        assert_eq!(diff(state.clone(), state), json!({}));
        assert_eq!(diff(json!(null), json!(null)), json!({}));
    }

    #[test]
    fn keeps_what_differs_on_each_side() {
        assert_eq!(
            diff(
                json!({"tags": {"Name": "a", "k": "v"}, "x": 1}),
                json!({"tags": {"Name": "b", "k": "v", "n": "1"}, "x": 1})
            ),
            json!({"old": {"tags": {"Name": "a"}}, "new": {"tags": {"Name": "b", "n": "1"}}})
        );
        assert_eq!(diff(json!(null), json!({"a": 1})), json!({"old": {}, "new": {"a": 1}}));
        assert_eq!(diff(json!({"a": 1}), json!(null)), json!({"old": {"a": 1}, "new": {}}));
    }

    #[test]
    fn what_differs_stands_on_both_sides() {
        assert_eq!(
            diff(json!({"t": {}}), json!({"t": {"a": 1}})),
            json!({"old": {"t": {}}, "new": {"t": {"a": 1}}})
        );
        assert_eq!(diff(json!({"l": [1]}), json!({"l": []})), json!({"old": {"l": [1]}, "new": {"l": []}}));
        assert_eq!(
            diff(json!({"l": null}), json!({"l": [1]})),
            json!({"old": {"l": null}, "new": {"l": [1]}})
        );
    }

    /// Twenty thousand on each side: comparing each with each would take 400 million comparisons.
    #[test]
    fn long_lists_are_matched_by_what_they_hold() {
        let list = |from: u32| json!({"l": (from..from + 20_000).map(|n| json!({"n": [n, "x"]})).collect::<Vec<_>>()});
        let changed = diff(list(0), list(10_000));
        assert_eq!(changed["old"]["l"].as_array().unwrap().len(), 10_000);
        assert_eq!(changed["new"]["l"][0], json!({"n": [20_000, "x"]}));
    }

    #[test]
    fn lists_are_multisets() {
        assert_eq!(diff(json!({"l": [1, 2, 2]}), json!({"l": [2, 1, 2]})), json!({}));
        assert_eq!(
            diff(json!({"l": [1, 1]}), json!({"l": [1, 3]})),
            json!({"old": {"l": [1]}, "new": {"l": [3]}})
        );
    }
}
