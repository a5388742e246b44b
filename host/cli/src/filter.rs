//! JMESPath expressions.

use jmespath::Expression;
use wasmidem_contract::{Diagnostic, Value};

use crate::compose::Stop;
use crate::exit_code::Exit;

/// An expression that was read.
pub struct Filter(Expression<'static>);

impl Filter {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, Stop> {
        jmespath::compile(text).map(Self).map_err(|error| refused("is no JMESPath expression", text, &error))
    }

    /// What the expression takes from a value.
    ///
    /// # Errors
    /// When a function of it gets something of the wrong kind.
    pub fn search(&self, value: &Value) -> Result<Value, Stop> {
        let failed = |error: &dyn std::fmt::Display| refused("cannot be applied", self.0.as_str(), error);
        let input = jmespath::Variable::from_serializable(value).map_err(|error| failed(&error))?;
        let found = self.0.search(input).map_err(|error| failed(&error))?;
        serde_json::to_value(found).map_err(|error| failed(&error))
    }
}

fn refused(what: &str, text: &str, error: &dyn std::fmt::Display) -> Stop {
    let reason = error.to_string();
    let reason = reason.lines().next().unwrap_or_default();
    let problem = Diagnostic::error("usage-filter", format!("`{text}` {what}: {reason}"));
    Stop::new(Exit::Usage, problem.with_help("the language is explained at https://jmespath.org"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn takes_what_it_says() {
        let value = json!([{"name": "a", "n": 1}, {"name": "b", "n": 2}]);
        let take = |text: &str| Filter::parse(text).and_then(|filter| filter.search(&value));
        assert_eq!(take("[?n==`2`].name").ok(), Some(json!(["b"])));
        assert!(take("[?").is_err());
        assert!(take("abs(@)").is_err());
    }
}
