//! `${state.path:id:attribute}`: taking an argument from another state's result.
//!
//! Grammar, as idem reads it: `${` path `:` id [`[` name `]`] `:` attribute `}`, where the
//! attribute is keys separated by `:`, each followed by any number of `[n]` or `[*]`. With fewer
//! than three parts the text is literal.

use std::fmt;

use serde_json::Value;

use crate::{Object, python_str};

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// The member of an object; on a list, that member of every element.
    Key(String),
    /// The element of a list, from 0.
    Index(usize),
    /// Every element of a list.
    All,
    /// What stands in brackets and is neither: nothing is found there.
    Nowhere(String),
}

/// One `${…}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The whole text with `${` and `}`.
    pub text: String,
    /// The target's state path without function.
    pub path: String,
    /// The target's id or name; may be a glob.
    pub id: String,
    /// The entry of `names` that is meant.
    pub resource_name: Option<String>,
    /// What of its `new_state` is meant.
    pub attribute: Vec<Segment>,
}

/// A reference without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BindError {
    /// The reference's text.
    pub reference: String,
    /// Why, as a sentence.
    pub message: String,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BindError {}

impl Reference {
    /// Reads the inside of a `${…}`; `None` if it is no reference but literal text.
    pub fn parse(inside: &str) -> Option<Self> {
        let (path, rest) = inside.split_once(':')?;
        let (id, attribute) = rest.split_once(':')?;
        let (id, resource_name) = match id.strip_suffix(']').and_then(|id| id.split_once('[')) {
            Some((id, name)) => (id, Some(name.to_owned())),
            None => (id, None),
        };
        if path.is_empty() || id.is_empty() || attribute.is_empty() {
            return None;
        }
        Some(Self {
            text: format!("${{{inside}}}"),
            path: path.to_owned(),
            id: id.to_owned(),
            resource_name,
            attribute: segments(attribute, |index| Some(Segment::Nowhere(index.to_owned())))?,
        })
    }

    /// The attribute as it was written, e.g. `tags:Name`.
    pub fn attribute_text(&self) -> String {
        let mut text = String::new();
        for segment in &self.attribute {
            match segment {
                Segment::Key(key) if text.is_empty() => text.push_str(key),
                Segment::Key(key) => {
                    text.push(':');
                    text.push_str(key);
                }
                Segment::Index(index) => text.push_str(&format!("[{index}]")),
                Segment::All => text.push_str("[*]"),
                Segment::Nowhere(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }

    /// The value in the target's `new_state`.
    ///
    /// # Errors
    /// When the state has no such member or element; the texts are idem's.
    pub fn resolve(&self, new_state: &Value) -> Result<Value, BindError> {
        walk(new_state, &self.attribute).map_err(|missing| {
            let attribute = self.attribute_text();
            let message = match missing {
                Missing::Key(key) => format!(
                    "Failed to parse \"{attribute}\" for state \"{}\". Key \"{key}\" is not found as part of the \
                     state \"new_state\".",
                    self.path
                ),
                Missing::Element(key, index) => format!(
                    "Failed to parse \"{attribute}\" for state \"{}\". Cannot parse argument value for key \"{key}\" \
                     and index \"{index}\", because argument value is not a list or it does not include element \
                     with index \"{index}\".",
                    self.path
                ),
            };
            BindError { reference: self.text.clone(), message }
        })
    }

    /// Whether nothing can ever be found there.
    pub fn leads_nowhere(&self) -> bool {
        self.attribute.iter().any(|segment| matches!(segment, Segment::Nowhere(_)))
    }

    /// What stands for the value in a preview, when the target does not exist yet.
    pub fn placeholder(&self) -> Value {
        let last = self.attribute.iter().rev().find_map(|segment| match segment {
            Segment::Key(key) => Some(key.as_str()),
            Segment::Index(_) | Segment::All | Segment::Nowhere(_) => None,
        });
        Value::String(format!("{}_value_known_after_applying", last.unwrap_or("value")))
    }
}

enum Missing {
    Key(String),
    Element(String, String),
}

/// The steps of an attribute path such as `routes[0]:Target`; `None` if it is none.
pub fn path_segments(text: &str) -> Option<Vec<Segment>> {
    segments(text, |_| None)
}

/// The same, with something else for what is no index.
fn segments(text: &str, other: impl Fn(&str) -> Option<Segment>) -> Option<Vec<Segment>> {
    let mut out = Vec::new();
    for part in text.split(':') {
        let (key, mut indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        if !key.is_empty() {
            out.push(Segment::Key(key.to_owned()));
        } else if indexes.is_empty() {
            return None;
        }
        while let Some(rest) = indexes.strip_prefix('[') {
            let (index, after) = rest.split_once(']')?;
            out.push(match index.trim().parse() {
                Ok(number) => Segment::Index(number),
                Err(_) if index == "*" => Segment::All,
                Err(_) => other(index)?,
            });
            indexes = after;
        }
        if !indexes.is_empty() {
            return None;
        }
    }
    Some(out)
}

fn walk(value: &Value, segments: &[Segment]) -> Result<Value, Missing> {
    let mut here = value;
    let mut last_key = "new_state";
    for (position, segment) in segments.iter().enumerate() {
        let rest = segments.get(position..).unwrap_or_default();
        match (segment, here) {
            (Segment::Key(key), Value::Object(members)) => {
                here = members.get(key).ok_or_else(|| Missing::Key(key.clone()))?;
                last_key = key;
            }
            (Segment::Key(_), Value::Array(items)) => return each(items, rest),
            (Segment::Key(key), _) => return Err(Missing::Key(key.clone())),
            (Segment::Index(index), Value::Array(items)) => {
                here = items
                    .get(*index)
                    .ok_or_else(|| Missing::Element(last_key.to_owned(), index.to_string()))?;
            }
            (Segment::All, Value::Array(items)) => {
                return each(items, rest.get(1..).unwrap_or_default());
            }
            (Segment::Index(index), _) => {
                return Err(Missing::Element(last_key.to_owned(), index.to_string()));
            }
            (Segment::All, _) => return Err(Missing::Element(last_key.to_owned(), "*".to_owned())),
            (Segment::Nowhere(index), _) => {
                return Err(Missing::Element(last_key.to_owned(), index.clone()));
            }
        }
    }
    Ok(here.clone())
}

fn each(items: &[Value], segments: &[Segment]) -> Result<Value, Missing> {
    items.iter().map(|item| walk(item, segments)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

/// The references in a text with their byte ranges.
fn scan(text: &str) -> Vec<(std::ops::Range<usize>, Reference)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${")).map(|at| at + from) {
        let inside_start = start + 2;
        let Some(length) = text.get(inside_start..).and_then(|rest| rest.find(['}', '{', '$'])) else {
            break;
        };
        let end = inside_start + length;
        let inside = text.get(inside_start..end).unwrap_or_default();
        if text.get(end..).is_some_and(|rest| rest.starts_with('}')) {
            if let Some(reference) = Reference::parse(inside) {
                found.push((start..end + 1, reference));
            }
            from = end + 1;
        } else {
            from = end;
        }
    }
    found
}

/// All references anywhere inside a value, in the order they stand there, each once.
pub fn references(value: &Value) -> Vec<Reference> {
    fn collect(value: &Value, out: &mut Vec<Reference>) {
        match value {
            Value::String(text) => {
                for (_, reference) in scan(text) {
                    if !out.contains(&reference) {
                        out.push(reference);
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
            Value::Object(members) => members.values().for_each(|member| collect(member, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    collect(value, &mut out);
    out
}

/// The value with every reference replaced by what `lookup` gives for it. A text that is one
/// reference takes the value with its type; inside a longer text it is written as Python's `str()`
/// would, as idem does.
///
/// # Errors
/// The first error of `lookup`.
pub fn bind(
    value: &Value,
    lookup: &mut dyn FnMut(&Reference) -> Result<Value, BindError>,
) -> Result<Value, BindError> {
    match value {
        Value::String(text) => {
            let found = scan(text);
            if let [(range, reference)] = found.as_slice()
                && *range == (0..text.len())
            {
                return lookup(reference);
            }
            let mut out = String::with_capacity(text.len());
            let mut copied = 0;
            for (range, reference) in found {
                out.push_str(text.get(copied..range.start).unwrap_or_default());
                out.push_str(&python_str(&lookup(&reference)?));
                copied = range.end;
            }
            out.push_str(text.get(copied..).unwrap_or_default());
            Ok(Value::String(out))
        }
        Value::Array(items) => {
            items.iter().map(|item| bind(item, lookup)).collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        Value::Object(members) => members
            .iter()
            .map(|(key, member)| Ok((key.clone(), bind(member, lookup)?)))
            .collect::<Result<Object, _>>()
            .map(Value::Object),
        other => Ok(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn resolve(attribute: &str, state: &Value) -> Result<Value, String> {
        Reference::parse(&format!("a.b:x:{attribute}")).unwrap().resolve(state).map_err(|error| error.message)
    }

    #[test]
    fn walks_paths() {
        let state = json!({"a": {"b": [1, {"k": 2}]}, "l": [{"k": "x"}, {"k": "y"}]});
        assert_eq!(resolve("a:b[0]", &state).unwrap(), json!(1));
        assert_eq!(resolve("a:b:[1]:k", &state).unwrap(), json!(2));
        assert_eq!(resolve("l[*]:k", &state).unwrap(), json!(["x", "y"]));
        assert_eq!(resolve("l:k", &state).unwrap(), json!(["x", "y"]));
        assert!(resolve("l[7]", &state).unwrap_err().contains("index \"7\""));
        assert!(resolve("a:c", &state).unwrap_err().contains("Key \"c\" is not found"));
    }

    #[test]
    fn keeps_the_type_of_a_lone_reference_only() {
        let value = json!({"x": "${p:i:n}", "y": ["port ${p:i:n}!"], "z": "${p:i}"});
        assert_eq!(references(&value).len(), 1);
        let bound = bind(&value, &mut |_| Ok(json!(80))).unwrap();
        assert_eq!(bound, json!({"x": 80, "y": ["port 80!"], "z": "${p:i}"}));
    }

    #[test]
    fn survives_any_text() {
        for text in ["${", "${}", "${a:b:}", "${a:b:c", "${a:b:${c:d:e}}", "$", "${a:b:c[}", "${ä:ö:ü[x]}"]
        {
            references(&json!(text));
            bind(&json!(text), &mut |_| Ok(Value::Null)).unwrap();
        }
    }

    #[test]
    fn names_an_entry_of_names() {
        let reference = Reference::parse("exec:id[one]:v").unwrap();
        assert_eq!((reference.id.as_str(), reference.resource_name.as_deref()), ("id", Some("one")));
    }
}
