//! What the rules are asked with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{BadExpression, Expression};

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

impl ParameterValue {
    /// The value that stands in an operation's input, where the model's `operationContextParams` say;
    /// nothing if there is none.
    ///
    /// # Errors
    ///
    /// The path is no expression.
    pub fn find(path: &str, input: &Value) -> Result<Option<Self>, BadExpression> {
        let found = Expression::parse(path)?.search(input).into_owned();
        Ok(match found {
            Value::String(text) => Some(Self::Text(text)),
            Value::Bool(flag) => Some(Self::Flag(flag)),
            Value::Array(list) => {
                let text = |element| if let Value::String(text) = element { Some(text) } else { None };
                Some(Self::Texts(list.into_iter().filter_map(text).collect()))
            }
            _ => None,
        })
    }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// All paths that service models have for parameters of endpoints.
    #[test]
    fn parameters_are_found_in_inputs() {
        let input = json!({
            "RequestItems": { "second": {}, "first": {} },
            "TableCreationParameters": { "TableName": "mine" },
            "TransactItems": [
                { "Get": { "TableName": "a" } },
                { "Update": { "TableName": "b" }, "Put": { "TableName": "c" } },
            ],
        });
        let found = |path: &str| ParameterValue::find(path, &input).unwrap();
        let texts = |texts: &[&str]| Some(texts.iter().map(ToString::to_string).collect::<Vec<_>>().into());
        assert_eq!(found("keys(RequestItems)"), texts(&["second", "first"]));
        assert_eq!(found("TableCreationParameters.TableName"), Some("mine".into()));
        assert_eq!(found("TransactItems[*].Get.TableName"), texts(&["a"]));
        let all = "TransactItems[*].[ConditionCheck.TableName, Put.TableName, Delete.TableName, Update.TableName][]";
        assert_eq!(found(all), texts(&["c", "b"]));
        assert_eq!(found("Absent.Name"), None);
        assert!(ParameterValue::find("a[", &input).is_err());
    }
}
