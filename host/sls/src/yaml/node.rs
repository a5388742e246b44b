use serde_json::{Number, Value};
use wasmidem_contract::Object;

use crate::source::Place;

/// A value with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) data: Data,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Data {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Node>),
    Mapping(Vec<Entry>),
}

/// A key with its value.
///
/// INVARIANT: the key is a scalar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Node,
    pub(crate) value: Node,
}

impl Node {
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match &self.data {
            Data::List(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_mapping(&self) -> Option<&[Entry]> {
        match &self.data {
            Data::Mapping(entries) => Some(entries),
            _ => None,
        }
    }

    /// The only entry of a mapping that has just one.
    pub(crate) fn as_single(&self) -> Option<&Entry> {
        match self.as_mapping() {
            Some([entry]) => Some(entry),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// The value of a mapping's key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.as_mapping()?.iter().find(|entry| entry.key.as_str() == Some(key)).map(|entry| &entry.value)
    }

    /// What it is, for people: `a list`, ``the number `3` ``.
    pub(crate) fn describe(&self) -> String {
        match &self.data {
            Data::Null => "nothing (null)".to_owned(),
            Data::Bool(flag) => format!("the boolean `{flag}`"),
            Data::Number(number) => format!("the number `{number}`"),
            Data::String(text) if text.chars().count() <= 40 => format!("the text `{text}`"),
            Data::String(_) => "a text".to_owned(),
            Data::List(_) => "a list".to_owned(),
            Data::Mapping(_) => "a mapping".to_owned(),
        }
    }

    /// The scalar as the key of a JSON object.
    pub(crate) fn key_text(&self) -> String {
        match &self.data {
            Data::String(text) => text.clone(),
            Data::Number(number) => number.to_string(),
            Data::Bool(flag) => flag.to_string(),
            Data::Null | Data::List(_) | Data::Mapping(_) => "null".to_owned(),
        }
    }

    pub(crate) fn to_json(&self) -> Value {
        match &self.data {
            Data::Null => Value::Null,
            Data::Bool(flag) => Value::Bool(*flag),
            Data::Number(number) => Value::Number(number.clone()),
            Data::String(text) => Value::String(text.clone()),
            Data::List(items) => Value::Array(items.iter().map(Self::to_json).collect()),
            Data::Mapping(entries) => Value::Object(
                entries.iter().map(|entry| (entry.key.key_text(), entry.value.to_json())).collect::<Object>(),
            ),
        }
    }

    /// A measure of the memory the tree takes.
    pub(crate) fn weight(&self) -> usize {
        let own = 64;
        match &self.data {
            Data::Null | Data::Bool(_) | Data::Number(_) => own,
            Data::String(text) => own + text.len(),
            Data::List(items) => own + items.iter().map(Self::weight).sum::<usize>(),
            Data::Mapping(entries) => {
                own + entries.iter().map(|entry| entry.key.weight() + entry.value.weight()).sum::<usize>()
            }
        }
    }

    /// Applies a change to every scalar below that is no key.
    pub(crate) fn each_scalar(&mut self, change: &mut dyn FnMut(&mut Data)) {
        match &mut self.data {
            Data::List(items) => items.iter_mut().for_each(|item| item.each_scalar(change)),
            Data::Mapping(entries) => entries.iter_mut().for_each(|entry| entry.value.each_scalar(change)),
            scalar => change(scalar),
        }
    }
}
