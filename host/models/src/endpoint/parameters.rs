//! What the rules are asked with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterValue {
    /// A string.
    Text(String),
    /// A boolean.
    Flag(bool),
    /// A list of strings.
    Texts(Vec<String>),
}

impl From<&str> for ParameterValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ParameterValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for ParameterValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Vec<String>> for ParameterValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}

/// Values of parameters by their names in the rule set (`Region`, `UseFIPS`, `Bucket`). Names that a rule
/// set does not have are of no effect.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameters(BTreeMap<String, ParameterValue>);

impl Parameters {
    /// No values.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a value, in place of one that is there.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<ParameterValue>) {
        self.0.insert(name.into(), value.into());
    }

    /// The same, to put parameters together in one expression.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<ParameterValue>) -> Self {
        self.set(name, value);
        self
    }

    /// The value of a parameter, if it is set.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ParameterValue> {
        self.0.get(name)
    }
}
