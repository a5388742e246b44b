//! idem's `yaml`: keys sorted, lists kept. What it prints is read as the same value by YAML 1.1
//! readers such as idem's, and by ours.

use std::collections::BTreeMap;

use wasmidem_contract::Value;

use crate::report::{is_hidden, pretty as json};

/// The value with a line end.
pub(super) fn render(value: &Value) -> String {
    let options = serde_saphyr::ser_options! {};
    match serde_saphyr::to_string_with_options(&prepared(value), options) {
        Ok(text) => {
            let mut text = reveal(&text);
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text
        }
        // JSON is YAML.
        Err(_) => json(value),
    }
}

/// Keys sorted, and hidden characters marked: [`MARK`], the code point as eight hexadecimal digits,
/// [`MARK`]. The mark is a control character, so texts that have one are written in double quotes
/// with escapes.
fn prepared(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(marked(text)),
        Value::Array(items) => items.iter().map(prepared).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            let members = sorted.into_iter().map(|(key, value)| (marked(key), prepared(value)));
            Value::Object(members.collect())
        }
        other => other.clone(),
    }
}

const MARK: char = '\u{1}';
/// The mark as it is written in double quotes.
const WRITTEN_MARK: &str = "\\x01";

fn marked(text: &str) -> String {
    let is_odd = |c: char| is_hidden(c) && c != '\n';
    if !text.contains(is_odd) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 10);
    for c in text.chars() {
        if is_odd(c) {
            out.push_str(&format!("{MARK}{:08x}{MARK}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// The marked characters as YAML escapes.
fn reveal(yaml: &str) -> String {
    let mut out = String::with_capacity(yaml.len());
    let mut rest = yaml;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let code = escape.strip_prefix(WRITTEN_MARK).and_then(|code| {
            let (code, after) = code.split_at_checked(8)?;
            Some((code, after.strip_prefix(WRITTEN_MARK)?))
        });
        match code {
            Some((code, after)) => {
                out.push_str(&format!("\\U{code}"));
                rest = after;
            }
            None => {
                // An escape has two characters at least; `\\` must not be taken for the start of
                // the next one.
                let length = escape.chars().take(2).map(char::len_utf8).sum();
                let (escape, after) = escape.split_at_checked(length).unwrap_or((escape, ""));
                out.push_str(escape);
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn as_idem_prints_it() {
        let value = json!({"vpc-1": {"aws.ec2.vpc.present": [
            {"name": "vpc-1"}, {"tags": {"b": "x", "a": "z"}}, {"set": [{"Block": "10.0.0.0/16", "Id": "i"}]}, {"on": true},
        ]}});
        let expected = "\
vpc-1:
  aws.ec2.vpc.present:
  - name: vpc-1
  - tags:
      a: z
      b: x
  - set:
    - Block: 10.0.0.0/16
      Id: i
  - \"on\": true
";
        assert_eq!(render(&value), expected);
        assert_eq!(render(&json!({})), "{}\n");
    }

    /// Everything that looks like something else, and everything that steers terminals.
    #[test]
    fn is_read_as_it_was() {
        let texts = [
            "",
            " ",
            "~",
            "null",
            "yes",
            "NO",
            "on",
            "1",
            "0755",
            "1_000",
            "0x1F",
            "1e3",
            ".5",
            ".inf",
            "12:30",
            "=",
            "<<",
            "2020-01-01",
            "- x",
            "? x",
            "a: b",
            "x:",
            "#x",
            "a #b",
            "*x",
            "&x",
            "!x",
            "%x",
            "@x",
            "|",
            ">",
            "`x",
            "'x'",
            "\"x\"",
            "[a",
            "{a",
            ",a",
            "a\nb",
            "a\n\n",
            "\na",
            "  a\nb",
            "a\tb",
            "\u{1b}[31m",
            "x\u{202e}y",
            "\u{feff}",
            "\u{85}",
            "a\\nb",
            "\\x01",
            "\u{1}",
            "\\\u{1}",
            "\u{e0041}",
            "é🦀",
            "---",
            "... x",
            "a\r\nb",
            "\\x01000000ff\u{1b}",
            "${a:b:c}",
            "{{ x }}",
            "word ",
        ];
        for text in texts {
            let value = json!({text: text, "list": [text, {text: [text]}]});
            let yaml = render(&value);
            assert!(!yaml.chars().any(|c| c != '\n' && is_hidden(c)), "{yaml:?}");
            assert_eq!(wasmidem_sls::parse_value(&yaml), Ok(value), "{text:?}: {yaml}");
        }
        let long = json!({"long": "word ".repeat(60), "x": ["y".repeat(300)], "n": [1, -1, 1.5, true, null, {}, []]});
        assert_eq!(wasmidem_sls::parse_value(&render(&long)), Ok(long));
    }
}
