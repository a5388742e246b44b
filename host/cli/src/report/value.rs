//! Values as people read them: YAML on one line, since that is what they write.

use wasmidem_contract::Value;

use super::json::pretty;
use super::plain::plain;

/// What stands for a value that only the run will know.
pub const UNKNOWN: &str = "(known after apply)";

/// How idem's placeholders for such values end.
const PLACEHOLDERS: [&str; 2] = ["known_after_present", "_known_after_applying"];

/// Whether a text stands for something only the run will know.
pub fn is_unknown(text: &str) -> bool {
    PLACEHOLDERS.iter().any(|end| text.ends_with(end))
}

/// A value on one line. Characters that are not seen are written out, so nothing steers the
/// terminal; texts that could be taken for something else are in quotes.
pub fn inline(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => out.push_str(&text_inline(text)),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { ", " });
                out.push_str(&text_inline(key));
                out.push_str(": ");
                write(member, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

fn text_inline(text: &str) -> String {
    if is_unknown(text) {
        UNKNOWN.to_owned()
    } else if is_bare(text) {
        plain(text)
    } else {
        quoted(text)
    }
}

/// In double quotes, hidden characters written out.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push_str(&plain(c.encode_utf8(&mut [0; 4]))),
        }
    }
    out.push('"');
    out
}

/// Whether a text can stand without quotes: it would be read as the same text.
fn is_bare(text: &str) -> bool {
    let starts_well = text.chars().next().is_some_and(|c| c.is_alphanumeric() || "_/.+".contains(c));
    let confusing = |c: char| ",[]{}\"'\\#`→…".contains(c) || c.is_control();
    starts_well
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(confusing)
        && !is_other_type(text)
}

/// Whether YAML readers might take the text for something else.
fn is_other_type(text: &str) -> bool {
    const WORDS: [&str; 7] = ["true", "false", "null", "yes", "no", "on", "off"];
    let date = || text.len() >= 8 && text.chars().all(|c| c.is_ascii_digit() || c == '-');
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
        || text.replace('_', "").parse::<f64>().is_ok()
        || text.starts_with("0x")
        || text.starts_with("0o")
        || date()
}

/// A value on several lines, as YAML writes it in blocks; without a line end.
pub fn block(value: &Value) -> String {
    let mut lines = Vec::new();
    write_block(value, 0, "", &mut lines);
    lines.join("\n")
}

/// `head` is what stands before the value on its first line.
fn write_block(value: &Value, indent: usize, head: &str, lines: &mut Vec<String>) {
    let space = " ".repeat(indent);
    let inner = if head.is_empty() { indent } else { indent + 2 };
    match value {
        Value::Object(members) if !members.is_empty() => {
            lines.extend((!head.is_empty()).then(|| format!("{space}{head}")));
            for (key, member) in members {
                write_block(member, inner, &format!("{}:", text_inline(key)), lines);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            lines.extend((!head.is_empty()).then(|| format!("{space}{head}")));
            for item in items {
                write_item(item, inner, lines);
            }
        }
        Value::String(text) if text.contains('\n') => {
            lines.push(format!("{space}{head}{}|", if head.is_empty() { "" } else { " " }));
            lines.extend(text.lines().map(|line| format!("{space}  {}", plain(line))));
        }
        other if head.is_empty() => lines.push(format!("{space}{}", inline(other))),
        other => lines.push(format!("{space}{head} {}", inline(other))),
    }
}

/// An element of a list: the first line of what is in it stands beside its dash.
fn write_item(item: &Value, indent: usize, lines: &mut Vec<String>) {
    let from = lines.len();
    write_block(item, indent + 2, "", lines);
    if let Some(first) = lines.get_mut(from) {
        *first = format!("{}- {}", " ".repeat(indent), first.trim_start());
    }
}

/// A text of at most so many characters; what is too long ends in `…`.
pub fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut cut: String = text.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// A whole value for people: text as it is, all else as JSON; a line end.
pub fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let lines: Vec<String> = text.lines().map(plain).collect();
            format!("{}\n", lines.join("\n"))
        }
        other => pretty(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_read_as_yaml() {
        let value = json!({"a": ["10.0.0.0/16", true, null, 1.5], "b c": {}, "Name": "net work"});
        assert_eq!(inline(&value), "{a: [10.0.0.0/16, true, null, 1.5], b c: {}, Name: net work}");
    }

    #[test]
    fn what_could_be_taken_for_something_else_is_quoted() {
        for text in [
            "true",
            "No",
            "8080",
            "1.5",
            "2012-10-17",
            "0x1f",
            "",
            " a",
            "a ",
            "a: b",
            "a,b",
            "(sensitive)",
            "-",
        ] {
            assert_eq!(inline(&json!(text)), format!("\"{text}\""));
        }
        for text in ["us-west-1a", "10.0.0.0/16", "arn:aws:iam::1:role/x", "yesterday", "/", "Größe 4"] {
            assert_eq!(inline(&json!(text)), text);
        }
        assert_eq!(inline(&json!("a\"\\\n\u{202e}")), r#""a\"\\\n\u{202e}""#);
    }

    #[test]
    fn says_what_is_not_known_yet() {
        let value =
            json!({"a": "resource_id_known_after_present", "b": ["x_value_known_after_applying", "y"]});
        assert_eq!(inline(&value), r#"{a: (known after apply), b: [(known after apply), y]}"#);
    }

    #[test]
    fn blocks_read_as_yaml() {
        let value =
            json!({"a": [{"b": 1, "c": ["x"]}, "y", []], "t": "one\ntwo\u{1b}", "e": {}, "n": {"m": null}});
        let expected = "\
a:
  - b: 1
    c:
      - x
  - y
  - []
t: |
  one
  two\\u{1b}
e: {}
n:
  m: null";
        assert_eq!(block(&value), expected);
        assert_eq!(block(&json!("x")), "x");
        assert_eq!(block(&json!([[1, 2]])), "- - 1\n  - 2");
    }

    #[test]
    fn cuts_long_texts() {
        assert_eq!(cut("äöü", 3), "äöü");
        assert_eq!(cut("äöüß", 3), "äö…");
    }
}
