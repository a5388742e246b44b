//! What is said of a resource. The words are those idem's users know.

use wasmidem_contract::{Object, Value, python_repr};

use crate::desired::Difference;

/// One sentence for each kind of change.
pub(crate) fn of_update(path: &str, name: &str, differences: &[&Difference], preview: bool) -> Vec<String> {
    let mut comments = Vec::new();
    let others: Vec<&str> = differences
        .iter()
        .filter(|difference| difference.member != "tags")
        .map(|difference| difference.member.as_str())
        .collect();
    if !others.is_empty() {
        let verb = if preview { "Would update" } else { "Updated" };
        comments.push(format!("{verb} {path} '{name}': {}", others.join(", ")));
    }
    if let Some(tags) = differences.iter().find(|difference| difference.member == "tags") {
        let (add, remove) = tag_changes(&tags.actual, &tags.desired);
        let verb = if preview { "Would update tags" } else { "Update tags" };
        comments.push(format!(
            "{verb}: Add {} Remove {}",
            python_repr(&Value::Object(add)),
            python_repr(&Value::Object(remove))
        ));
    }
    comments
}

/// Tags to set, and tags to take away (with their present values).
fn tag_changes(actual: &Value, desired: &Value) -> (Object, Object) {
    let empty = Object::new();
    let actual = actual.as_object().unwrap_or(&empty);
    let desired = desired.as_object().unwrap_or(&empty);
    let not_in = |these: &Object, those: &Object| -> Object {
        these
            .iter()
            .filter(|(key, value)| those.get(*key) != Some(value))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    };
    (not_in(desired, actual), not_in(actual, desired))
}

/// What cannot be changed any more.
pub(crate) fn of_create_only(difference: &Difference) -> String {
    format!(
        "`{}` can be set at creation only: it stays {}, the state file says {}",
        difference.member,
        python_repr(&difference.actual),
        python_repr(&difference.desired)
    )
}
