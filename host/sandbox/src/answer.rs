//! Reads what modules answer.

use serde_json::Value;
use wasmidem_contract::{Blame, Cause, Failure, ModuleId, Object};

use crate::sanitise;

/// The longest id of a resource, in bytes. ARNs have at most 2,048.
const ID_BYTES: usize = 4 << 10;
/// The longest comment, in bytes.
const COMMENT_BYTES: usize = 4 << 10;

/// Who answered what: names both when the answer is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Answerer<'a> {
    pub(crate) module: &'a ModuleId,
    pub(crate) function: &'static str,
}

impl Answerer<'_> {
    /// Any JSON.
    pub(crate) fn value(self, text: &str) -> Result<Value, Failure> {
        serde_json::from_str(text).map_err(|error| self.wrong(&format!("what is no JSON: {error}")))
    }

    /// A JSON object.
    pub(crate) fn object(self, text: &str) -> Result<Object, Failure> {
        match self.value(text)? {
            Value::Object(object) => Ok(object),
            _ => Err(self.wrong("JSON that is no object")),
        }
    }

    /// The object a state function answers; its comments are for people.
    pub(crate) fn state(self, text: &str) -> Result<Value, Failure> {
        let mut object = self.object(text)?;
        match object.get_mut("comment") {
            Some(Value::String(comment)) => *comment = sanitise::line(comment, COMMENT_BYTES),
            Some(Value::Array(comments)) => {
                for comment in comments {
                    if let Value::String(comment) = comment {
                        *comment = sanitise::line(comment, COMMENT_BYTES);
                    }
                }
            }
            _ => {}
        }
        Ok(Value::Object(object))
    }

    /// The id of a resource.
    pub(crate) fn id(self, id: String) -> Result<String, Failure> {
        if id.is_empty() || id.len() > ID_BYTES || id != sanitise::line(&id, ID_BYTES) {
            return Err(self.wrong("an id that is empty, too long, or has characters that cannot be shown"));
        }
        Ok(id)
    }

    /// Sentences for people.
    pub(crate) fn comments(self, comments: &[String]) -> Vec<String> {
        let lines = comments.iter().map(|comment| sanitise::line(comment, COMMENT_BYTES));
        lines.filter(|comment| !comment.is_empty()).collect()
    }

    fn wrong(self, problem: &str) -> Failure {
        let message = format!("module `{}` answered `{}` with {problem}", self.module.name, self.function);
        Failure::new(Cause::Other, Blame::Module, "module.answer", message)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(test: impl Fn(Answerer<'_>)) {
        test(Answerer { module: &ModuleId { name: "m".into(), digest: String::new() }, function: "read" });
    }

    #[test]
    fn wrong_answers_name_module_and_function() {
        check(|answerer| {
            let failure = answerer.object("[]").unwrap_err();
            assert_eq!(failure.message, "module `m` answered `read` with JSON that is no object");
            assert_eq!((failure.code.as_str(), failure.blame), ("module.answer", Blame::Module));
            assert!(
                answerer
                    .value("{")
                    .unwrap_err()
                    .message
                    .starts_with("module `m` answered `read` with what is no JSON: ")
            );
            let deep = "[".repeat(100_000);
            assert!(answerer.value(&deep).is_err());
        });
    }

    #[test]
    fn ids_are_plain() {
        check(|answerer| {
            assert_eq!(answerer.id("arn:aws:x/ y".into()).unwrap(), "arn:aws:x/ y");
            for id in ["", "a\nb", "a\u{1b}[0m", "a\u{202e}", &"x".repeat(5000)] {
                assert!(answerer.id(id.to_owned()).is_err(), "{id:?}");
            }
        });
    }

    #[test]
    fn comments_are_lines() {
        check(|answerer| {
            let state =
                answerer.state(r#"{"comment": ["a\u001b[31mb", 1], "old_state": {"x": "\n"}}"#).unwrap();
            assert_eq!(state, json!({"comment": ["ab", 1], "old_state": {"x": "\n"}}));
            assert_eq!(answerer.comments(&["\u{1b}[0m".into(), "done\n".into()]), ["done"]);
        });
    }
}
