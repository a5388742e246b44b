//! Reads the files of botocore, for the tool that makes the data of this crate.

mod effect;
mod naming;
mod operations;
mod service;
mod shapes;

pub use effect::{AccessLevels, summarise};
pub use naming::Naming;
pub use service::{merge, service};

use serde_json::Value;

/// What is wrong with a file that is imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ImportError {
    /// Where, e.g. `shapes.Tag`.
    pub place: String,
    /// What is wrong there.
    pub problem: String,
}

impl ImportError {
    pub(crate) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

pub(crate) fn text(value: &Value, key: &str) -> Option<Box<str>> {
    value.get(key)?.as_str().map(Into::into)
}

pub(crate) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

pub(crate) fn texts(value: &Value, key: &str) -> Vec<Box<str>> {
    let items = value.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(Into::into).collect()
}
