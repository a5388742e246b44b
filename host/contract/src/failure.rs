use std::fmt;

use serde_json::Value;

/// Why a call failed; the same closed set as `wasmidem:host/types.cause`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// What was asked for does not exist.
    NotFound,
    /// What was to be created exists already.
    AlreadyExists,
    /// Refused by AWS permissions, by policy, or by the phase.
    Denied,
    /// AWS asked to slow down and retries did not help.
    Throttled,
    /// The request is wrong.
    Invalid,
    /// The present state of the resource forbids it.
    Conflict,
    /// No answer in time; a write may or may not have taken effect.
    Timeout,
    /// The run is being stopped.
    Cancelled,
    /// Not offered.
    Unsupported,
    /// Anything else.
    Other,
}

/// Who has to act on a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The author of the state file.
    Author,
    /// The module.
    Module,
    /// The policy in force, or the phase.
    Policy,
    /// AWS, or the permissions there.
    Aws,
    /// The credentials or the profile.
    Credentials,
    /// wasmidem itself, or the machine it runs on.
    Host,
}

impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Author => "state file",
            Self::Module => "module",
            Self::Policy => "policy",
            Self::Aws => "AWS",
            Self::Credentials => "credentials",
            Self::Host => "host",
        })
    }
}

/// A failure that crosses a room's wall. Never holds a secret: messages of AWS are passed on, but
/// request contents and credentials are not.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The kind, to branch on.
    pub cause: Cause,
    /// Who has to act.
    pub blame: Blame,
    /// Stable dotted code, e.g. `aws.ec2.InvalidVpcID.NotFound`, `module.time`.
    pub code: String,
    /// One sentence: lower case, no final period.
    pub message: String,
    /// Whether the same call may be tried again without harm.
    pub retryable: bool,
    /// For a write that was sent without a usable answer: it may have taken effect.
    pub ambiguous: bool,
    /// More: `service`, `operation`, `request_id`, `help`, …
    pub detail: Option<Box<Value>>,
}

impl Failure {
    /// A failure that is neither retryable nor ambiguous and has no detail.
    pub fn new(cause: Cause, blame: Blame, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            cause,
            blame,
            code: code.into(),
            message: message.into(),
            retryable: false,
            ambiguous: false,
            detail: None,
        }
    }

    /// The same with one more member of `detail`.
    #[must_use]
    pub fn with_detail(mut self, key: &str, value: impl Into<Value>) -> Self {
        let mut object = match self.detail.take().map(|detail| *detail) {
            Some(Value::Object(object)) => object,
            _ => serde_json::Map::new(),
        };
        object.insert(key.to_owned(), value.into());
        self.detail = Some(Box::new(Value::Object(object)));
        self
    }

    /// The same with an advice on what to do.
    #[must_use]
    pub fn with_help(self, help: impl Into<String>) -> Self {
        self.with_detail("help", help.into())
    }

    /// The advice on what to do, if there is one.
    pub fn help(&self) -> Option<&str> {
        self.detail.as_ref()?.get("help")?.as_str()
    }
}
