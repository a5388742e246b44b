//! idem's `pretty`: Python's `pprint` at its width of 80.

use std::collections::BTreeMap;

use wasmidem_contract::{Value, python_repr};

use crate::report::plain_line;

const WIDTH: usize = 80;

/// The value with a line end.
pub(super) fn render(value: &Value) -> String {
    let mut out = String::new();
    write(&sorted(value), &mut out, Place { indent: 0, after: 0, level: 1 });
    let lines: Vec<String> = out.lines().map(plain_line).collect();
    format!("{}\n", lines.join("\n"))
}

/// Where a value stands.
#[derive(Clone, Copy)]
struct Place {
    /// The column it begins in.
    indent: usize,
    /// How many characters must follow it on its last line.
    after: usize,
    /// How deep it is, from 1.
    level: usize,
}

impl Place {
    fn within(self, indent: usize, after: usize) -> Self {
        Self { indent, after, level: self.level + 1 }
    }

    fn room(self) -> usize {
        WIDTH.saturating_sub(self.indent + self.after)
    }
}

/// Python sorts the keys it prints.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, &Value> = members.iter().collect();
            Value::Object(members.into_iter().map(|(key, value)| (key.clone(), sorted(value))).collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn write(value: &Value, out: &mut String, place: Place) {
    let whole = python_repr(value);
    if width(&whole) <= place.room() {
        out.push_str(&whole);
        return;
    }
    match value {
        Value::Object(members) if !members.is_empty() => {
            let keyed = members
                .iter()
                .map(|(key, value)| (format!("{}: ", python_repr(&Value::String(key.clone()))), value));
            write_items(('{', '}'), &keyed.collect::<Vec<_>>(), out, place);
        }
        Value::Array(items) if !items.is_empty() => {
            let items: Vec<(String, &Value)> = items.iter().map(|item| (String::new(), item)).collect();
            write_items(('[', ']'), &items, out, place);
        }
        Value::String(text) => write_text(text, out, place),
        _ => out.push_str(&whole),
    }
}

/// Items one below the other, each with what stands before it.
fn write_items(brackets: (char, char), items: &[(String, &Value)], out: &mut String, place: Place) {
    out.push(brackets.0);
    let indent = place.indent + 1;
    for (index, (before, item)) in items.iter().enumerate() {
        let is_last = index + 1 == items.len();
        out.push_str(before);
        let after = if is_last { place.after + 1 } else { 1 };
        write(item, out, place.within(indent + width(before), after));
        if !is_last {
            out.push_str(&format!(",\n{:indent$}", ""));
        }
    }
    out.push(brackets.1);
}

/// A long text becomes several, cut after lines and words.
fn write_text(text: &str, out: &mut String, mut place: Place) {
    let alone = place.level == 1;
    if alone {
        place = Place { indent: place.indent + 1, after: place.after + 1, ..place };
    }
    let room = WIDTH.saturating_sub(place.indent);
    let repr = |part: &str| python_repr(&Value::String(part.to_owned()));
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut parts = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let last_line = number + 1 == lines.len();
        if width(&repr(line)) <= if last_line { place.room() } else { room } {
            parts.push(repr(line));
            continue;
        }
        let words = words(line);
        let mut current = String::new();
        for (index, word) in words.iter().enumerate() {
            let at_the_end = last_line && index + 1 == words.len();
            let candidate = format!("{current}{word}");
            if width(&repr(&candidate)) <= if at_the_end { place.room() } else { room } {
                current = candidate;
                continue;
            }
            if !current.is_empty() {
                parts.push(repr(&current));
            }
            (*word).clone_into(&mut current);
        }
        if !current.is_empty() {
            parts.push(repr(&current));
        }
    }
    let indent = place.indent;
    let joined = parts.join(&format!("\n{:indent$}", ""));
    out.push_str(&if alone && parts.len() > 1 { format!("({joined})") } else { joined });
}

/// Words with the white space after them.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut after_space = false;
    for (at, letter) in line.char_indices() {
        if after_space && !letter.is_whitespace() {
            words.extend(line.get(start..at));
            start = at;
        }
        after_space = letter.is_whitespace();
    }
    words.extend(line.get(start..).filter(|rest| !rest.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn as_python_prints_it() {
        let long = "word ".repeat(20);
        let value = json!({
            "b": ["one", 2, null, {"k": "v", "l": true}],
            "a": {"deep": ["x".repeat(40), "y".repeat(40)], "empty": {}},
            "long": long,
        });
        let expected = format!(
            "{{'a': {{'deep': ['{}',\n                '{}'],\n       'empty': {{}}}},\n 'b': ['one', 2, None, {{'k': 'v', 'l': \
             True}}],\n 'long': '{}'\n         '{}'}}\n",
            "x".repeat(40),
            "y".repeat(40),
            "word ".repeat(13),
            "word ".repeat(7),
        );
        assert_eq!(render(&value), expected);
        assert_eq!(render(&json!([])), "[]\n");
        assert!(render(&json!(long)).starts_with("('word "));
    }
}
