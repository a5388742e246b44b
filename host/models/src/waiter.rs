//! Waiting until something is so: which answers end it, and how. Who waits is not this room's concern.

#[cfg(feature = "import")]
mod import;

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Expression;

/// What is asked again and again, and which answers end that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The operation that is asked.
    pub operation: String,
    /// Seconds from one answer to the next question.
    pub delay: u32,
    /// How often to ask at most.
    pub attempts: u32,
    acceptors: Vec<Acceptor>,
}

/// Answers of one kind, and what they mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Acceptor {
    meaning: Meaning,
    condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Meaning {
    Success,
    Failure,
    Retry,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Condition {
    /// What the expression means in the answer is this.
    Is(Expression, Expected),
    /// It is a list with elements, all of which are this.
    All(Expression, Expected),
    /// It is a list of which an element is this.
    Any(Expression, Expected),
    Status(u16),
    Error(String),
    /// There is an error, whichever.
    SomeError,
    NoError,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Expected {
    Text(String),
    Flag(bool),
    Number(i64),
}

/// What came of one question.
#[derive(Debug, Clone, Copy)]
pub enum Attempt<'a> {
    /// An answer.
    Answer {
        /// The output of the operation.
        output: &'a Value,
        /// The status of HTTP.
        status: u16,
    },
    /// The service refused.
    Error {
        /// AWS's code, such as `NoSuchBucket`.
        code: &'a str,
        /// AWS's words.
        message: &'a str,
        /// The status of HTTP.
        status: u16,
    },
}

/// What an answer means for the waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is so.
    Success,
    /// It will not be so, for this reason.
    Failure(String),
    /// It may become so.
    Retry,
}

impl Waiter {
    /// What an attempt means. The first description of an answer that fits decides; an error that none
    /// fits is a failure.
    #[must_use]
    pub fn judge(&self, attempt: &Attempt<'_>) -> Verdict {
        let acceptor = self.acceptors.iter().find(|acceptor| acceptor.condition.holds(attempt));
        match (acceptor, attempt) {
            (Some(acceptor), _) => match acceptor.meaning {
                Meaning::Success => Verdict::Success,
                Meaning::Failure => Verdict::Failure(acceptor.condition.to_string()),
                Meaning::Retry => Verdict::Retry,
            },
            (None, Attempt::Error { code, message, .. }) => Verdict::Failure(format!("{code}: {message}")),
            (None, Attempt::Answer { .. }) => Verdict::Retry,
        }
    }
}

impl Condition {
    fn holds(&self, attempt: &Attempt<'_>) -> bool {
        match attempt {
            Attempt::Answer { output, status } => match self {
                Self::Is(expression, expected) => expected.is(&expression.search(output)),
                Self::All(expression, expected) => {
                    let found = expression.search(output);
                    let list = found.as_array().filter(|list| !list.is_empty());
                    list.is_some_and(|list| list.iter().all(|element| expected.is(element)))
                }
                Self::Any(expression, expected) => {
                    let found = expression.search(output);
                    found.as_array().is_some_and(|list| list.iter().any(|element| expected.is(element)))
                }
                Self::Status(expected) => status == expected,
                Self::NoError => true,
                Self::Error(_) | Self::SomeError => false,
            },
            Attempt::Error { code, status, .. } => match self {
                Self::Status(expected) => status == expected,
                Self::Error(expected) => code == expected,
                Self::SomeError => true,
                Self::NoError | Self::Is(..) | Self::All(..) | Self::Any(..) => false,
            },
        }
    }
}

impl Expected {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Flag(flag) => value.as_bool() == Some(*flag),
            Self::Number(number) => value.as_i64() == Some(*number),
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "`{text}`"),
            Self::Flag(flag) => write!(formatter, "`{flag}`"),
            Self::Number(number) => write!(formatter, "`{number}`"),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(expression, expected) => write!(formatter, "`{expression}` is {expected}"),
            Self::All(expression, expected) => write!(formatter, "all of `{expression}` are {expected}"),
            Self::Any(expression, expected) => write!(formatter, "one of `{expression}` is {expected}"),
            Self::Status(status) => write!(formatter, "the service answers with the status {status}"),
            Self::Error(code) => write!(formatter, "the service answers with the error `{code}`"),
            Self::SomeError => formatter.write_str("the service answers with an error"),
            Self::NoError => formatter.write_str("the service answers without an error"),
        }
    }
}
