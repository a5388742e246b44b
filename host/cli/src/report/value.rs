//! Values on one line, and changes as old → new per member.

use wasmidem_contract::{Changes, Object, Value};

use super::json::pretty;
use super::plain::plain;

/// Longer values are cut.
const WIDTH: usize = 72;

/// A value as one line of JSON, cut when it is long; control characters never pass.
pub fn short(value: &Value) -> String {
    let text = plain(&readable(value.to_string()));
    if text.chars().count() <= WIDTH {
        return text;
    }
    let mut cut: String = text.chars().take(WIDTH - 1).collect();
    cut.push('…');
    cut
}

/// A whole value for people: text as it is, all else as JSON; a line end.
pub fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let lines: Vec<String> = text.lines().map(plain).collect();
            format!("{}\n", lines.join("\n"))
        }
        other => pretty(other),
    }
}

/// What a preview cannot know yet, in words instead of idem's placeholders.
fn readable(mut text: String) -> String {
    const ENDS: [&str; 2] = ["known_after_present\"", "_known_after_applying\""];
    for end in ENDS {
        while let Some(at) = text.find(end) {
            let start = text.get(..at).and_then(|before| before.rfind('"')).unwrap_or(at);
            text.replace_range(start..at + end.len(), "(known after the run)");
        }
    }
    text
}

/// One changed member.
#[derive(Debug, PartialEq)]
pub struct Line {
    /// The member, with the way into it: `tags.Name`.
    pub member: String,
    /// What was there.
    pub old: Option<Value>,
    /// What is there now.
    pub new: Option<Value>,
}

/// The changes, one line a member; objects are walked into.
pub fn lines(changes: &Changes) -> Vec<Line> {
    let empty = Object::new();
    let side = |name: &str| changes.0.get(name).and_then(Value::as_object).unwrap_or(&empty).clone();
    let mut out = Vec::new();
    if changes.0.values().all(Value::is_object) {
        collect("", &side("old"), &side("new"), &mut out);
    } else if let Some(new) = changes.0.get("new").filter(|new| !new.is_null()) {
        out.push(Line {
            member: "value".to_owned(),
            old: changes.0.get("old").cloned(),
            new: Some(new.clone()),
        });
    }
    out
}

fn collect(prefix: &str, old: &Object, new: &Object, out: &mut Vec<Line>) {
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        let member = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match (old.get(key), new.get(key)) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => collect(&member, old, new, out),
            (old, new) => out.push(Line { member, old: old.cloned(), new: new.cloned() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn walks_into_objects() {
        let changes = json!({"old": {"tags": {"a": "1", "b": "2"}}, "new": {"tags": {"a": "3"}, "x": [1]}});
        let lines = lines(&Changes(changes.as_object().cloned().unwrap()));
        let members: Vec<&str> = lines.iter().map(|line| line.member.as_str()).collect();
        assert_eq!(members, ["tags.a", "tags.b", "x"]);
        assert_eq!(lines[0], Line { member: "tags.a".into(), old: Some(json!("1")), new: Some(json!("3")) });
    }

    #[test]
    fn says_what_is_not_known_yet() {
        let value =
            json!({"a": "resource_id_known_after_present", "b": ["x_value_known_after_applying", "y"]});
        assert_eq!(short(&value), r#"{"a":(known after the run),"b":[(known after the run),"y"]}"#);
    }

    #[test]
    fn cuts_long_values() {
        let text = short(&json!("ä".repeat(500)));
        assert!(text.chars().count() <= WIDTH && text.ends_with('…'));
    }
}
