//! Outcomes without what differs from run to run.

use std::collections::BTreeMap;

use regex::{Captures, Regex};
use serde_json::Value;

/// Replaces ids by `<vpc:1>`, `<subnet:1>`, `<uuid:1>`, …, numbered in the order in which they are first seen.
#[derive(Debug)]
pub struct Normaliser {
    id: Regex,
    zone: Regex,
    replacements: Vec<(String, &'static str)>,
    known: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Normaliser {
    /// Also replaces these texts, as the endpoint by `<endpoint>`.
    pub fn new(replacements: Vec<(String, &'static str)>) -> Self {
        const ID: &str = r"\b(vpc-cidr-assoc|subnet-cidr-assoc|rtbassoc|vpc|subnet|sgr|sg|rtb|igw|acl|eni|nat|vgw|vpce|dopt)-[0-9a-f]{8,17}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b";
        let pattern = |text| Regex::new(text).expect("it is a pattern");
        let zone = pattern(r"\b(?:us-west-1[a-f]|usw1-az\d)\b");
        Self { id: pattern(ID), zone, replacements, known: BTreeMap::new(), counts: BTreeMap::new() }
    }

    /// A text.
    pub fn text(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (from, to) in &self.replacements {
            text = text.replace(from, to);
        }
        let Self { id, known, counts, .. } = self;
        let text = id.replace_all(&text, |found: &Captures<'_>| {
            let kind = found.get(1).map_or("uuid", |kind| kind.as_str());
            let number = counts.entry(kind.to_owned()).or_default();
            let name = known.entry(found[0].to_owned()).or_insert_with(|| {
                *number += 1;
                format!("<{kind}:{number}>")
            });
            name.clone()
        });
        self.zone.replace_all(&text, "<zone>").into_owned()
    }

    /// The text with its placeholders replaced by the ids they stand for.
    pub fn restore(&self, text: &str) -> String {
        self.known.iter().fold(text.to_owned(), |text, (id, name)| text.replace(name, id))
    }

    /// All texts of a value.
    pub fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                let members = members.iter().map(|(key, value)| (self.text(key), self.value(value)));
                Value::Object(members.collect())
            }
            other => other.clone(),
        }
    }
}

/// The same value with placeholders numbered again, in the order of sorted keys: two outcomes are
/// then equal whatever the order in which their resources were made.
pub fn by_appearance(value: &Value) -> Value {
    let mut renumber = Renumber {
        placeholder: Regex::new(r"<([a-z-]+):\d+>").expect("it is a pattern"),
        known: BTreeMap::new(),
        counts: BTreeMap::new(),
    };
    renumber.value(value)
}

struct Renumber {
    placeholder: Regex,
    known: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Renumber {
    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                let sorted: BTreeMap<&String, &Value> = members.iter().collect();
                Value::Object(
                    sorted.into_iter().map(|(key, value)| (key.clone(), self.value(value))).collect(),
                )
            }
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let Self { placeholder, known, counts } = self;
        let replaced = placeholder.replace_all(text, |found: &Captures<'_>| {
            let number = counts.entry(found[1].to_owned()).or_default();
            let name = known.entry(found[0].to_owned()).or_insert_with(|| {
                *number += 1;
                format!("<{}:{number}>", &found[1])
            });
            name.clone()
        });
        replaced.into_owned()
    }
}

/// Where two values differ, one line each: `place: got …, expected …`.
pub fn differences(place: &str, got: &Value, expected: &Value) -> Vec<String> {
    match (got, expected) {
        (Value::Object(got), Value::Object(expected)) => {
            let keys = expected.keys().chain(got.keys().filter(|key| !expected.contains_key(*key)));
            keys.flat_map(|key| match (got.get(key), expected.get(key)) {
                (Some(got), Some(expected)) => differences(&format!("{place}.{key}"), got, expected),
                (got, expected) => vec![line(&format!("{place}.{key}"), got, expected)],
            })
            .collect()
        }
        (Value::Array(got), Value::Array(expected)) if got.len() == expected.len() => {
            let pairs = got.iter().zip(expected).enumerate();
            pairs
                .flat_map(|(index, (got, expected))| differences(&format!("{place}[{index}]"), got, expected))
                .collect()
        }
        _ if got == expected => Vec::new(),
        _ => vec![line(place, Some(got), Some(expected))],
    }
}

fn line(place: &str, got: Option<&Value>, expected: Option<&Value>) -> String {
    let show = |value: Option<&Value>| value.map_or_else(|| "nothing".to_owned(), Value::to_string);
    format!("{place}: got {}, expected {}", show(got), show(expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_get_numbers_and_back() {
        let mut normaliser = Normaliser::new(vec![("/tmp/x".into(), "<work>")]);
        let text = normaliser
            .text("subnet-0123456789abcdef0 of vpc-0123456789abcdef0, vpc-cidr-assoc-12345678 in /tmp/x");
        assert_eq!(text, "<subnet:1> of <vpc:1>, <vpc-cidr-assoc:1> in <work>");
        assert_eq!(normaliser.text("vpc-0123456789abcdef0 vpc-00000000"), "<vpc:1> <vpc:2>");
        assert_eq!(normaliser.restore("<vpc:2>"), "vpc-00000000");
    }

    #[test]
    fn the_order_of_creation_does_not_matter() {
        let one = json!({"b": "<vpc:1>", "a": "<vpc:2>"});
        let other = json!({"a": "<vpc:1>", "b": "<vpc:2>"});
        assert_eq!(by_appearance(&one), by_appearance(&other));
    }

    #[test]
    fn differences_name_the_place() {
        let got = json!({"a": {"b": [1, 2]}, "x": 1});
        let expected = json!({"a": {"b": [1, 3]}, "c": null});
        let lines = differences("s", &got, &expected);
        assert_eq!(
            lines,
            [
                "s.a.b[1]: got 2, expected 3",
                "s.c: got nothing, expected null",
                "s.x: got 1, expected nothing"
            ]
        );
    }
}
