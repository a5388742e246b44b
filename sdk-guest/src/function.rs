use serde_json::Value;

use crate::{
    Result,
    json::{Json, Mismatch, Writer},
};

pub use crate::bindings::exports::wasmidem::module::functions::Kind as FunctionKind;

/// A function that the host can call; written by `#[exec]` and `#[state]`.
pub trait Function {
    /// The whole path, e.g. `test.ping`.
    const PATH: &'static str;
    /// How it is reached.
    const KIND: FunctionKind;

    /// The JSON Schema of its arguments, as text.
    fn schema() -> String;

    /// Calls it; `test` is true when nothing may be changed. Returns JSON text.
    ///
    /// # Errors
    /// When the arguments do not fit, or the function fails.
    fn call(arguments: Value, test: bool) -> Result<String>;
}

/// What a state function returns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    result: Option<bool>,
    comment: Vec<String>,
    old_state: Value,
    new_state: Value,
    changes: Option<Value>,
    rerun_data: Value,
}

impl Outcome {
    /// It is as it should be.
    pub fn succeeded() -> Self {
        Self { result: Some(true), ..Self::default() }
    }

    /// It is not.
    pub fn failed() -> Self {
        Self { result: Some(false), ..Self::default() }
    }

    /// Neither: nothing was tried.
    pub fn skipped() -> Self {
        Self::default()
    }

    /// The same with one more sentence.
    #[must_use]
    pub fn comment(mut self, sentence: impl Into<String>) -> Self {
        self.comment.push(sentence.into());
        self
    }

    /// The same with what was there and what is there now; the host derives the changes.
    #[must_use]
    pub fn states(mut self, old: impl Into<Value>, new: impl Into<Value>) -> Self {
        self.old_state = old.into();
        self.new_state = new.into();
        self
    }

    /// The same with changes that do not follow from the two states.
    #[must_use]
    pub fn changes(mut self, changes: impl Into<Value>) -> Self {
        self.changes = Some(changes.into());
        self
    }

    /// The same with data for the next run; the state is pending until it is called without.
    #[must_use]
    pub fn rerun(mut self, data: impl Into<Value>) -> Self {
        self.rerun_data = data.into();
        self
    }
}

/// What an exec function returns that has more to say than its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    result: bool,
    ret: Value,
    comment: Vec<String>,
    rerun_data: Value,
}

impl Answer {
    /// It is done.
    pub fn succeeded(value: impl Into<Value>) -> Self {
        Self { result: true, ret: value.into(), comment: Vec::new(), rerun_data: Value::Null }
    }

    /// It is not done yet: called again, it gets `data` in its argument `rerun_data`, if it has one.
    pub fn pending(value: impl Into<Value>, data: impl Into<Value>) -> Self {
        Self { result: false, ret: value.into(), comment: Vec::new(), rerun_data: data.into() }
    }

    /// The same with one more sentence.
    #[must_use]
    pub fn comment(mut self, sentence: impl Into<String>) -> Self {
        self.comment.push(sentence.into());
        self
    }

    /// The same with data for a next call.
    #[must_use]
    pub fn rerun(mut self, data: impl Into<Value>) -> Self {
        self.rerun_data = data.into();
        self
    }
}

impl Json for Answer {
    const ANSWER: bool = true;

    fn schema() -> String {
        "\"type\":\"object\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut members = crate::json::Members::of(value)?;
        Ok(Self {
            result: members.take("result")?,
            ret: members.take("ret")?,
            comment: members.take::<Option<_>>("comment")?.unwrap_or_default(),
            rerun_data: members.take("rerun_data")?,
        })
    }

    fn to_json(&self, out: &mut String) {
        let mut object = Writer::object(out);
        object.member("result", &self.result);
        object.member("ret", &self.ret);
        object.member("comment", &self.comment);
        object.member("rerun_data", &self.rerun_data);
        object.end();
    }
}

impl Json for Outcome {
    fn schema() -> String {
        "\"type\":\"object\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut members = crate::json::Members::of(value)?;
        Ok(Self {
            result: members.take("result")?,
            comment: members.take::<Option<_>>("comment")?.unwrap_or_default(),
            old_state: members.take("old_state")?,
            new_state: members.take("new_state")?,
            changes: members.take("changes")?,
            rerun_data: members.take("rerun_data")?,
        })
    }

    fn to_json(&self, out: &mut String) {
        let mut object = Writer::object(out);
        object.nullable("result", &self.result);
        object.member("comment", &self.comment);
        object.member("old_state", &self.old_state);
        object.member("new_state", &self.new_state);
        object.member("changes", &self.changes);
        object.member("rerun_data", &self.rerun_data);
        object.end();
    }
}
