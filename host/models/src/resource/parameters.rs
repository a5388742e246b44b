//! What resources fill in into inputs.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Resource, Source};

/// A value that is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parameter {
    pub source: Source,
    pub target: Target,
}

/// A place in the input, such as `Filters[0].Values[0]`.
/// INVARIANT: not empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Target(pub Vec<(String, Option<Place>)>);

/// A place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// `[0]`
    At(u8),
    /// `[]`: behind what is there.
    End,
    /// `[*]`: that of the resource among those of a batch.
    Batch,
}

impl Parameter {
    pub(super) fn needs_data(&self) -> bool {
        matches!(self.source, Source::Data(_))
    }

    /// Fills the value into the input; `position` is that of the resource in its batch.
    pub(super) fn fill(&self, input: &mut Value, resource: &Resource, position: Option<usize>) {
        if let Some(value) = self.source.of(resource, &Value::Null, &Value::Null) {
            self.target.set(input, value, position);
        }
    }
}

/// The input that parameters make.
pub(super) fn input(parameters: &[Parameter], resource: &Resource) -> Map<String, Value> {
    let mut input = json!({});
    for parameter in parameters {
        parameter.fill(&mut input, resource, None);
    }
    match input {
        Value::Object(input) => input,
        _ => Map::new(),
    }
}

impl Source {
    /// The value, unless the caller has to give it.
    pub(super) fn of(&self, resource: &Resource, request: &Value, response: &Value) -> Option<Value> {
        Some(match self {
            Self::Identifier(name) => resource.identifier(name).cloned().unwrap_or(Value::Null),
            Self::Data(path) => path.search(resource.data.as_ref().unwrap_or(&Value::Null)).into_owned(),
            Self::Response(path) => path.search(response).into_owned(),
            Self::Request(path) => path.search(request).into_owned(),
            Self::Input => return None,
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
        })
    }
}

impl Target {
    fn set(&self, input: &mut Value, value: Value, position: Option<usize>) {
        let mut at = input;
        for (name, place) in &self.0 {
            if !at.is_object() {
                *at = json!({});
            }
            let Value::Object(members) = at else { return };
            at = members.entry(name.as_str()).or_insert(Value::Null);
            let Some(place) = place else { continue };
            if !at.is_array() {
                *at = json!([]);
            }
            let Value::Array(list) = at else { return };
            let index = match (place, position) {
                (Place::At(index), _) => usize::from(*index),
                (Place::Batch, Some(position)) => position,
                (Place::Batch, None) | (Place::End, _) => list.len(),
            };
            if list.len() <= index {
                list.resize(index + 1, json!({}));
            }
            let Some(element) = list.get_mut(index) else { return };
            at = element;
        }
        *at = value;
    }
}
