use std::fmt;

use crate::{Blame, Cause, Failure, Object, Schema, Value};

/// Which module: its name, the SHA-256 of its bytes, and who vouches for them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId {
    /// The file's stem, e.g. `ec2_vpc`.
    pub name: String,
    /// Lower-case hexadecimal SHA-256 of the component's bytes.
    pub digest: String,
    /// Who signed these bytes: the name the operator gave to the key, never one the module or its
    /// signature says. `None` without a signature of a trusted key.
    pub signer: Option<String>,
}

impl fmt::Display for ModuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A kind of resource that a module manages.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceType {
    /// The state path, e.g. `aws.ec2.vpc`.
    pub path: String,
    /// What its states look like.
    pub schema: Schema,
    /// The module that offers it.
    pub module: ModuleId,
}

/// How a function is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FunctionKind {
    /// By `exec`, `exec.run` and templates.
    Exec,
    /// As a state.
    State,
}

/// A function that a module offers.
#[derive(Debug, Clone, PartialEq)]
pub struct FunctionInfo {
    /// The whole path, e.g. `test.ping`.
    pub path: String,
    /// How it is reached.
    pub kind: FunctionKind,
    /// What arguments it takes.
    pub schema: Schema,
    /// The module that offers it.
    pub module: ModuleId,
}

impl FunctionInfo {
    /// Arguments in the order of the function's parameters, joined with arguments by name.
    ///
    /// # Errors
    /// When there are more than parameters, or one is given both ways. What the schema says of
    /// values is not checked.
    pub fn bind(&self, positional: &[Value], mut named: Object) -> Result<Object, Failure> {
        let mut parameters = self.schema.members().map(|(name, _)| name);
        let wrong = |code: &str, text: String| Failure::new(Cause::Invalid, Blame::Author, code, text);
        for value in positional {
            let parameter = parameters.next().ok_or_else(|| {
                let given = positional.len();
                let text = format!("`{}` takes fewer arguments than the {given} given", self.path);
                wrong("run.too-many-arguments", text)
            })?;
            if named.insert(parameter.to_owned(), value.clone()).is_some() {
                let text = format!("`{parameter}` of `{}` is given both in order and by name", self.path);
                return Err(wrong("run.argument-twice", text));
            }
        }
        Ok(named)
    }
}

/// What an exec function came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Whether it is done.
    pub result: bool,
    /// Its value.
    pub ret: Value,
    /// What it has to say, one sentence each.
    pub comments: Vec<String>,
    /// What it leaves for its next call.
    pub rerun_data: Value,
}

impl FunctionInfo {
    /// Reads what a call of an exec function returned: a value or, if its schema has `x-answer`, an
    /// object as `wit/README.md` describes.
    pub fn answer(&self, returned: Value) -> Answer {
        let mut answer =
            Answer { result: true, ret: returned, comments: Vec::new(), rerun_data: Value::Null };
        if self.schema.as_json().get("x-answer") != Some(&Value::Bool(true)) {
            return answer;
        }
        if let Value::Object(mut members) = answer.ret {
            let mut take = |name: &str| members.remove(name).unwrap_or_default();
            answer.result = take("result") != Value::Bool(false);
            if let Value::Array(sentences) = take("comment") {
                answer.comments = sentences.iter().filter_map(Value::as_str).map(str::to_owned).collect();
            }
            answer.rerun_data = take("rerun_data");
            answer.ret = take("ret");
        } else {
            answer.ret = Value::Null;
        }
        answer
    }
}
