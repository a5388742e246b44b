//! YAML as idem reads it: the values of YAML 1.1 with the changes of its renderer, as a tree that
//! knows the place of everything in the text.

mod build;
mod node;
mod scalar;

use std::sync::Arc;

use wasmidem_contract::Value;

use crate::problems::Problems;
use crate::render::LineMap;

pub(crate) use build::parse;
pub(crate) use node::{Data, Entry, Node};

/// One value written as YAML, e.g. on a command line; an empty text is null.
///
/// # Errors
/// The first thing that is wrong with it, as a sentence.
pub fn parse_value(text: &str) -> Result<Value, String> {
    let mut problems = Problems::default();
    let file = problems.files.add("value", Arc::from(text));
    let node = parse(text, &LineMap::identity(file, 1), &mut problems);
    let (list, _) = problems.into_parts();
    match (node, list.into_iter().next()) {
        (Some(node), None) => Ok(node.to_json()),
        (_, Some(problem)) => Err(problem.message),
        (None, None) => Ok(Value::Null),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_values_of_command_lines() {
        for (text, value) in [
            ("5", json!(5)),
            ("\"5\"", json!("5")),
            ("", json!(null)),
            ("hello", json!("hello")),
            ("{\"a\": [1, 2]}", json!({"a": [1, 2]})),
            ("{a: yes}", json!({"a": true})),
        ] {
            assert_eq!(parse_value(text), Ok(value), "{text}");
        }
        assert!(parse_value("[1").is_err());
    }
}
