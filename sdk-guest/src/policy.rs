//! Policy documents, and other JSON that AWS keeps as text.

use serde_json::{Map, Value};

use crate::json::{Json, Mismatch, to_text};

/// A policy document. In state files JSON text or a mapping; in states and inputs text, with sorted
/// keys and sorted lists of texts, as idem writes it.
///
/// Two of them are equal when they mean the same: order, and whether one thing stands in a list or
/// alone, are no difference.
#[derive(Debug, Clone, Default)]
pub struct Policy(Value);

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        meaning(&self.0) == meaning(&other.0)
    }
}

impl From<Value> for Policy {
    fn from(document: Value) -> Self {
        Self(document)
    }
}

impl Policy {
    /// The document.
    pub fn document(&self) -> &Value {
        &self.0
    }

    /// The text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        write(&self.0, &mut text);
        text
    }
}

impl Json for Policy {
    fn schema() -> String {
        "\"type\":[\"string\",\"object\"],\"x-policy\":true,\"x-json-text\":true".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let Value::String(text) = value else { return Ok(Self(value)) };
        // IAM answers with documents that are encoded as parts of addresses.
        let parsed = serde_json::from_str(&text)
            .or_else(|error| serde_json::from_str(&decoded(&text)).map_err(|_| error));
        parsed.map(Self).map_err(|error| Mismatch::because(format!("must be a policy in JSON: {error}")))
    }

    fn to_json(&self, out: &mut String) {
        self.text().to_json(out);
    }
}

/// The document without what makes no difference.
fn meaning(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(meaning).collect();
            items.sort_by_cached_key(to_text);
            match items.as_mut_slice() {
                [one] => one.take(),
                _ => Value::Array(items),
            }
        }
        Value::Object(members) => {
            let members: Map<String, Value> =
                sorted(members).map(|(name, value)| (name.clone(), meaning(value))).collect();
            Value::Object(members)
        }
        other => other.clone(),
    }
}

/// The members by name: whether a map keeps them so depends on what else is built.
fn sorted(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut members: Vec<_> = members.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members.into_iter()
}

/// As Python's `json.dumps(…, sort_keys=True)` writes it, with sorted lists of texts.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            let mut items: Vec<&Value> = items.iter().collect();
            if items.iter().all(|item| item.is_string()) {
                items.sort_by_key(|&item| item.as_str());
            }
            out.push('[');
            for (index, item) in items.into_iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (name, value)) in sorted(members).enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_ascii(name, out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        Value::String(text) => write_ascii(text, out),
        other => other.to_json(out),
    }
}

fn write_ascii(text: &str, out: &mut String) {
    let mut quoted = String::new();
    text.to_owned().to_json(&mut quoted);
    let mut units = [0; 2];
    for character in quoted.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
}

/// Text with `%7B` as `{`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = match (first, after) {
            (b'%', [high, low, ..]) => hexadecimal(*high).zip(hexadecimal(*low)),
            _ => None,
        };
        rest = match escaped {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                after.get(2..).unwrap_or_default()
            }
            None => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::from_text;

    fn policy(text: &str) -> Policy {
        Policy::from_json(Value::String(text.to_owned())).unwrap()
    }

    #[test]
    fn text_is_as_idem_writes_it() {
        let text = r#"{"Version":"2012-10-17","Statement":[{"Sid":"ü\n","Effect":["b","a"],"N":1.5}]}"#;
        let written = r#"{"Statement": [{"Effect": ["a", "b"], "N": 1.5, "Sid": "\u00fc\n"}], "Version": "2012-10-17"}"#;
        assert_eq!(policy(text).text(), written);
        let state: Policy = from_text(&to_text(&policy(text))).unwrap();
        assert_eq!(state.text(), written);
        assert_eq!(from_text::<Policy>(text).unwrap().text(), written, "as a mapping");
    }

    #[test]
    fn documents_that_mean_the_same_are_equal() {
        let one = policy(r#"{"Statement": {"Action": ["b", "a"], "Effect": "Allow"}}"#);
        assert_eq!(one, policy(r#"{"Statement":[{"Effect":"Allow","Action":["a","b"]}]}"#));
        assert_ne!(one, policy(r#"{"Statement":[{"Effect":"Allow","Action":["a"]}]}"#));
        assert_ne!(one, policy(r#"{"Statement":[{"Effect":"Deny","Action":["a","b"]}]}"#));
    }

    #[test]
    fn encoded_documents_are_read() {
        let encoded = "%7B%22Statement%22%3A%20%5B%22%C3%BC%22%5D%7D";
        assert_eq!(policy(encoded), policy(r#"{"Statement": ["ü"]}"#));
        assert!(Policy::from_json(Value::String("no".into())).is_err());
        assert!(Policy::from_json(Value::String("%7".into())).is_err());
    }
}
