//! Expressions of JMESPath (<https://jmespath.org>) as they stand in service models.
//!
//! Nearly all of them are plain paths, which are followed in place: answers can be large, and the order
//! of their members is kept. The few others are left to the crate `jmespath`.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An expression that says what of a value is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expression(Form);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Form {
    Path(Vec<Step>),
    /// INVARIANT: it compiles.
    Other(String),
    /// `keys(…)` of a path: the library does not keep their order.
    Keys(Vec<Step>),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Step {
    /// `name`
    Member(String),
    /// `[0]`, or `[-1]` counted from the end.
    Element(i32),
    /// `[]`: all elements, and those of lists among them.
    Flatten,
    /// `[*]`: all elements.
    Each,
}

/// A text that is no expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no expression of JMESPath: {reason}")]
pub struct BadExpression {
    /// The text.
    pub text: String,
    /// What the parser says.
    pub reason: String,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    ///
    /// It is not one.
    pub fn parse(text: &str) -> Result<Self, BadExpression> {
        if let Some(steps) = path(text) {
            return Ok(Self(Form::Path(steps)));
        }
        let argument = text.strip_prefix("keys(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(steps) = argument.and_then(path) {
            return Ok(Self(Form::Keys(steps)));
        }
        match jmespath::compile(text) {
            Ok(_) => Ok(Self(Form::Other(text.to_owned()))),
            Err(error) => Err(BadExpression { text: text.to_owned(), reason: error.reason.to_string() }),
        }
    }

    /// What of the value is meant; null if there is no such thing, or if a function of the expression
    /// is not for what is there.
    #[must_use]
    pub fn search<'a>(&self, value: &'a Value) -> Cow<'a, Value> {
        match &self.0 {
            Form::Path(steps) => follow(steps, value),
            Form::Keys(steps) => Cow::Owned(match follow(steps, value).as_object() {
                Some(members) => members.keys().map(String::as_str).collect(),
                None => Value::Null,
            }),
            Form::Other(text) => Cow::Owned(evaluate(text, value).unwrap_or(Value::Null)),
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Path(steps) => formatter.write_str(&written(steps)),
            Form::Keys(steps) => write!(formatter, "keys({})", written(steps)),
            Form::Other(text) => formatter.write_str(text),
        }
    }
}

fn written(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Member(name) if text.is_empty() => text.push_str(name),
            Step::Member(name) => text.extend([".", name]),
            Step::Element(index) => text.push_str(&format!("[{index}]")),
            Step::Flatten => text.push_str("[]"),
            Step::Each => text.push_str("[*]"),
        }
    }
    if text.is_empty() { "@".to_owned() } else { text }
}

/// The steps of a plain path.
fn path(text: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    if text == "@" {
        return Some(steps);
    }
    for part in text.split('.') {
        let (name, mut places) = part.split_at(part.find('[').unwrap_or(part.len()));
        let mut characters = name.chars();
        let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if !starts || !characters.all(|character| character.is_ascii_alphanumeric() || character == '_') {
            return None;
        }
        steps.push(Step::Member(name.to_owned()));
        while !places.is_empty() {
            let (place, rest) = places.strip_prefix('[')?.split_once(']')?;
            steps.push(match place {
                "" => Step::Flatten,
                // Within a projection it would be a list of lists.
                "*" if steps.iter().any(Step::is_projection) => return None,
                "*" => Step::Each,
                index => Step::Element(index.parse().ok()?),
            });
            places = rest;
        }
    }
    Some(steps)
}

impl Step {
    fn is_projection(&self) -> bool {
        matches!(self, Self::Flatten | Self::Each)
    }

    fn of<'a>(&self, value: &'a Value) -> Option<&'a Value> {
        let found = match self {
            Self::Member(name) => value.get(name),
            Self::Element(index) => {
                let list = value.as_array()?;
                let distance = usize::try_from(index.unsigned_abs()).ok()?;
                let position = if *index < 0 { list.len().checked_sub(distance)? } else { distance };
                list.get(position)
            }
            Self::Flatten | Self::Each => Some(value),
        };
        found.filter(|value| !value.is_null())
    }
}

fn follow<'a>(steps: &[Step], value: &'a Value) -> Cow<'a, Value> {
    let mut steps = steps.iter();
    let mut one = value;
    let mut many = loop {
        let Some(step) = steps.next() else { return Cow::Borrowed(one) };
        if step.is_projection() {
            let Some(list) = one.as_array() else { return Cow::Owned(Value::Null) };
            let list = list.iter().collect();
            break if *step == Step::Flatten { flat(list) } else { list };
        }
        match step.of(one) {
            Some(found) => one = found,
            None => return Cow::Owned(Value::Null),
        }
    };
    for step in steps {
        many = if *step == Step::Flatten {
            flat(many)
        } else {
            many.into_iter().filter_map(|value| step.of(value)).collect()
        };
    }
    Cow::Owned(many.into_iter().filter(|value| !value.is_null()).cloned().collect())
}

fn flat(list: Vec<&Value>) -> Vec<&Value> {
    let mut flat = Vec::with_capacity(list.len());
    for value in list {
        match value {
            Value::Array(inner) => flat.extend(inner),
            other => flat.push(other),
        }
    }
    flat
}

fn evaluate(text: &str, value: &Value) -> Option<Value> {
    let found = jmespath::compile(text).ok()?.search(value).ok()?;
    serde_json::to_value(&*found).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Plain paths give what the library gives.
    #[test]
    fn paths_are_followed_as_jmespath_prescribes() {
        let value = json!({
            "A": { "B": [{ "C": 1 }, { "C": null }, { "D": 2 }, { "C": [3, [4]] }], "E": "text" },
            "R": [{ "I": [{ "N": "a" }, { "N": "b" }] }, { "I": [{ "N": "c" }] }, {}],
            "L": [[1, 2], [null, 3], 4, [[5]]],
            "N": null,
        });
        for text in [
            "A",
            "A.B",
            "A.B[0]",
            "A.B[-1].C",
            "A.B[9]",
            "A.B[-9]",
            "A.B[].C",
            "A.B[*].C",
            "A.B[].C[]",
            "A.E[0]",
            "A.E[]",
            "A.E[*]",
            "R[].I[].N",
            "R[].I[0].N",
            "R[0].I[1].N",
            "R[*].I[].N",
            "R[*].I[*].N",
            "R[].I[*].N",
            "R[].X",
            "L[]",
            "L[*]",
            "L[][]",
            "L[*][]",
            "L[].x",
            "N",
            "N.x",
            "N[]",
            "X",
            "X.Y[]",
            "@",
        ] {
            let expression = Expression::parse(text).unwrap();
            let found = expression.search(&value).into_owned();
            assert_eq!(found, evaluate(text, &value).unwrap(), "{text}");
            assert_eq!(expression.to_string(), text);
        }
    }

    #[test]
    fn other_expressions_are_evaluated_too() {
        let value =
            json!({ "NextMarker": null, "Contents": [{ "Key": "a" }, { "Key": "b" }], "Status": "UP" });
        let found = |text: &str| Expression::parse(text).unwrap().search(&value).into_owned();
        assert_eq!(found("NextMarker || Contents[-1].Key"), json!("b"));
        assert_eq!(found("length(Contents[]) > `0`"), json!(true));
        assert_eq!(found("Status != 'DOWN'"), json!(true));
        assert_eq!(found("length(Absent) == `0`"), json!(null));
        assert_eq!(found("keys(@)"), json!(["NextMarker", "Contents", "Status"]));
        assert_eq!(found("keys(Status)"), json!(null));
        assert_eq!(Expression::parse("keys(A.B)").unwrap().to_string(), "keys(A.B)");
        assert_eq!(found("[Contents,Status]|[]"), json!([{ "Key": "a" }, { "Key": "b" }, "UP"]));
        assert!(Expression::parse("a[").is_err() && Expression::parse("").is_err());
    }
}
