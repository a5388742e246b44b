//! idem's `exec`: what a function returned, or why it failed.

use wasmidem_contract::{Value, python_repr};

use super::nested;
use crate::report::{Style, plain_line};

/// What stands for an outcome: `ret`, or the comments if `result` is false.
pub(super) fn render(value: &Value, colour: bool) -> String {
    let succeeded = value.get("result").is_none_or(|result| *result == Value::Bool(true));
    if succeeded {
        return nested::render(value.get("ret").unwrap_or(value), colour);
    }
    let comments = python_repr(value.get("comment").unwrap_or(&Value::Null));
    format!("{}\n", Style::Red.paint(&plain_line(&comments), colour))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn as_idem_prints_it() {
        assert_eq!(render(&json!({"result": true, "ret": true, "comment": []}), false), "True\n");
        let failed = json!({"result": false, "ret": null, "comment": ["Exception: Expected failure"]});
        assert_eq!(render(&failed, false), "['Exception: Expected failure']\n");
        assert!(render(&failed, true).starts_with("\u{1b}[31m"));
    }
}
