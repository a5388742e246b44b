//! idem's `nested`: a key on a line, its value below it.

use wasmidem_contract::{Value, python_repr};

use crate::report::{Style, plain_line};

/// Opens a mapping that is itself a value.
const RULE: &str = "----------";
/// Opens an element that takes several lines.
const ELEMENT: &str = "|_";

/// The value, a line end after each line.
pub(super) fn render(value: &Value, colour: bool) -> String {
    let mut out = Nested { out: String::new(), colour };
    match value {
        Value::Object(_) => out.members(value, 0),
        other => out.value(other, 0),
    }
    out.out
}

struct Nested {
    out: String,
    colour: bool,
}

impl Nested {
    fn line(&mut self, indent: usize, style: Style, text: &str) {
        let text = style.paint(text, self.colour);
        self.out.push_str(&format!("{:indent$}{text}\n", ""));
    }

    fn members(&mut self, value: &Value, indent: usize) {
        for (key, member) in value.as_object().into_iter().flatten() {
            let key = Style::Cyan.paint(&plain_line(key), self.colour);
            self.out.push_str(&format!("{:indent$}{key}:\n", ""));
            self.value(member, indent + 4);
        }
    }

    fn value(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(_) => {
                self.line(indent, Style::Cyan, RULE);
                self.members(value, indent);
            }
            Value::Array(items) => items.iter().for_each(|item| self.element(item, indent)),
            scalar => self.scalar(scalar, "", indent),
        }
    }

    fn element(&mut self, item: &Value, indent: usize) {
        match item {
            Value::Object(_) | Value::Array(_) => {
                self.line(indent, Style::Green, ELEMENT);
                self.value(item, indent + 2);
            }
            scalar => self.scalar(scalar, "- ", indent),
        }
    }

    /// A text may have several lines; what follows the first is indented to it.
    fn scalar(&mut self, value: &Value, sign: &str, indent: usize) {
        match value {
            Value::String(text) => {
                for (number, line) in text.lines().enumerate() {
                    let sign = if number == 0 { sign } else { "  ".get(..sign.len()).unwrap_or_default() };
                    self.line(indent, Style::Green, &format!("{sign}{}", plain_line(line)));
                }
            }
            other => self.line(indent, Style::Yellow, &format!("{sign}{}", python_repr(other))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn as_idem_prints_it() {
        let value = json!({
            "empty_map": {}, "empty_list": [], "empty_text": "", "none": null, "yes": true, "number": 1.5,
            "lines": "one\ntwo\n", "deep": {"a": {"b": 1}},
            "list": ["x", 2, {"k": "v"}, ["y", ["z"]], {}, [], "a\nb"],
        });
        let expected = "\
empty_map:
    ----------
empty_list:
empty_text:
none:
    None
yes:
    True
number:
    1.5
lines:
    one
    two
deep:
    ----------
    a:
        ----------
        b:
            1
list:
    - x
    - 2
    |_
      ----------
      k:
          v
    |_
      - y
      |_
        - z
    |_
      ----------
    |_
    - a
      b
";
        assert_eq!(render(&value, false), expected);
        assert_eq!(render(&json!("text"), false), "text\n");
    }

    #[test]
    fn colours_and_controls() {
        assert_eq!(render(&json!({"a": "b"}), true), "\u{1b}[36ma\u{1b}[0m:\n    \u{1b}[32mb\u{1b}[0m\n");
        let odd = render(&json!({"\u{1b}[2J": "x\u{202e}y\rz"}), false);
        assert!(!odd.contains(['\u{1b}', '\u{202e}', '\r']), "{odd:?}");
    }
}
