//! Reads what modules answer.

use serde_json::Value;
use wasmidem_contract::{Blame, Cause, Failure, ModuleId, Object};

use crate::sanitise;

/// The longest id of a resource, in bytes. ARNs have at most 2,048.
const ID_BYTES: usize = 4 << 10;
/// The longest comment, in bytes.
const COMMENT_BYTES: usize = 4 << 10;

/// Levels of lists and objects in an answer. A stored answer is read again inside of a few more
/// levels, and serde_json reads at most 128.
const DEPTH: usize = 64;
/// Values in an answer. A value takes some 70 bytes and more, whatever its text takes.
const VALUES: usize = 200_000;
/// Values in a list of all resources of a kind.
const LISTED_VALUES: usize = 1_000_000;

/// Who answered what: names both when the answer is wrong.
#[derive(Clone, Copy)]
pub(crate) struct Answerer<'a> {
    pub(crate) module: &'a ModuleId,
    pub(crate) function: &'static str,
}

impl Answerer<'_> {
    /// Any JSON, within bounds: what is read here is stored, compared and printed by code that goes
    /// down once per level and keeps each value.
    pub(crate) fn value(self, text: &str) -> Result<Value, Failure> {
        let (depth, values) = extent(text);
        if depth > DEPTH {
            return Err(self.wrong(&format!("JSON of more than {DEPTH} levels")));
        }
        if values > VALUES {
            return Err(self.wrong(&format!("JSON of more than {VALUES} values")));
        }
        serde_json::from_str(text).map_err(|error| self.wrong(&format!("what is no JSON: {error}")))
    }

    /// JSON objects; together they are bounded as well.
    pub(crate) fn objects(self, texts: &[String]) -> Result<Vec<Object>, Failure> {
        let mut values = 0;
        for text in texts {
            values += extent(text).1;
            if values > LISTED_VALUES {
                return Err(self.wrong(&format!("JSON of more than {LISTED_VALUES} values in all")));
            }
        }
        texts.iter().map(|text| self.object(text)).collect()
    }

    /// A JSON object.
    pub(crate) fn object(self, text: &str) -> Result<Object, Failure> {
        match self.value(text)? {
            Value::Object(object) => Ok(object),
            _ => Err(self.wrong("JSON that is no object")),
        }
    }

    /// The state of the resource with an id: it cannot be that of another.
    pub(crate) fn state_of(self, id: &str, text: &str) -> Result<Object, Failure> {
        let mut state = self.object(text)?;
        match state.get("resource_id") {
            Some(Value::String(answered)) if answered == id => Ok(state),
            None => {
                state.insert("resource_id".to_owned(), Value::String(id.to_owned()));
                Ok(state)
            }
            Some(_) => Err(self.wrong(&format!("a state whose `resource_id` is not `{id}`"))),
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

/// The levels of a JSON text, and about how many values it has, without reading it into memory.
pub(crate) fn extent(text: &str) -> (usize, usize) {
    let (mut depth, mut deepest, mut values) = (0_usize, 0, 1);
    let (mut in_text, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
                values += 1;
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
    }
    (deepest, values)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(test: impl Fn(Answerer<'_>)) {
        test(Answerer {
            module: &ModuleId { name: "m".into(), digest: String::new(), signer: None },
            function: "read",
        });
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

    #[test]
    fn measures_without_reading() {
        assert_eq!(extent(r#"{"a": [1, "],[{", "\"[["], "b": {}}"#), (2, 7));
        assert_eq!(extent("5"), (0, 1));
    }

    #[test]
    fn bounds_answers() {
        let module = ModuleId { name: "m".into(), digest: "0".into(), signer: None };
        let answerer = Answerer { module: &module, function: "read" };
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(answerer.value(&nested(DEPTH)).is_ok());
        assert_eq!(answerer.value(&nested(DEPTH + 1)).unwrap_err().code, "module.answer");
        let long = format!("[{}]", vec!["{}"; VALUES].join(","));
        assert_eq!(answerer.value(&long).unwrap_err().code, "module.answer");
        let many = vec!["{\"a\": [1, 2, 3]}".to_owned(); LISTED_VALUES / 4];
        assert!(answerer.objects(&many[..100]).is_ok_and(|objects| objects.len() == 100));
        assert!(answerer.objects(&many).unwrap_err().message.contains("values"));
    }
}
