//! The changes of one state as lines of text.

use wasmidem_contract::Value;

use crate::report::change::{Change, Kind, step};
use crate::report::console::Style;
use crate::report::difference::Difference;
use crate::report::plain::plain;
use crate::report::value::{cut, inline};

/// Values take no more characters than this…
const WIDTH: usize = 100;
/// …and each of two on one line no more than this.
const HALF: usize = 56;

/// A piece of a line in one style.
type Piece = (Style, String);

/// The lines of a change, each made of pieces. `bare` is for what is new as a whole, where a sign
/// for each member would be noise.
pub fn lines(change: &Change, bare: bool) -> Vec<Vec<Piece>> {
    let member = plain(&change.member);
    let head = |sign: &str, style: Style, rest: Vec<Piece>| {
        let sign = if bare { Vec::new() } else { vec![(style, format!("{sign} "))] };
        vec![[sign, vec![(Style::Plain, format!("{member}:"))], rest].concat()]
    };
    let one = |style: Style, text: String| vec![(Style::Plain, " ".to_owned()), (style, text)];
    match &change.kind {
        Kind::Added(Value::Array(items)) if too_long(items) => {
            [head("+", Style::Green, Vec::new()), elements(&[], items)].concat()
        }
        Kind::Added(Value::Object(members)) if too_long(members) => {
            let deeper = members.iter().map(|(key, value)| Change {
                member: step(&change.member, key),
                kind: Kind::Added(value.clone()),
            });
            deeper.flat_map(|change| lines(&change, bare)).collect()
        }
        Kind::Added(new) => head("+", Style::Green, one(Style::Green, cut(&inline(new), WIDTH))),
        Kind::Removed(old) => head("-", Style::Red, one(Style::Red, cut(&inline(old), WIDTH))),
        Kind::Replaced(old, new) => {
            let (old, new) = Difference::between(&inline(old), &inline(new)).windows(HALF);
            let rest = vec![
                (Style::Plain, " ".to_owned()),
                (Style::Red, old),
                (Style::Plain, " → ".to_owned()),
                (Style::Green, new),
            ];
            head("~", Style::Yellow, rest)
        }
        Kind::Elements(removed, added) => {
            [head("~", Style::Yellow, Vec::new()), elements(removed, added)].concat()
        }
        Kind::Lines(changed) => {
            let line = |(new, text): &(bool, String)| element(*new, &cut(&plain(text), WIDTH));
            [head("~", Style::Yellow, Vec::new()), changed.iter().map(line).collect()].concat()
        }
        Kind::Sensitive => head("~", Style::Yellow, one(Style::Dim, "(sensitive)".to_owned())),
    }
}

fn too_long<T>(value: &T) -> bool
where
    Value: From<T>,
    T: Clone,
{
    inline(&Value::from(value.clone())).chars().count() > WIDTH
}

/// What is gone and what is new of a list. As many of the one as of the other are cut where they
/// differ.
fn elements(removed: &[Value], added: &[Value]) -> Vec<Vec<Piece>> {
    let mut old: Vec<String> = removed.iter().map(inline).collect();
    let mut new: Vec<String> = added.iter().map(inline).collect();
    if old.len() == new.len() {
        for (old, new) in old.iter_mut().zip(&mut new) {
            (*old, *new) = Difference::between(old, new).windows(WIDTH);
        }
    }
    let lines = |texts: &[String], is_new| -> Vec<Vec<Piece>> {
        texts.iter().map(|text| element(is_new, &cut(text, WIDTH))).collect()
    };
    [lines(&old, false), lines(&new, true)].concat()
}

fn element(is_new: bool, text: &str) -> Vec<Piece> {
    let (sign, style) = if is_new { ("+", Style::Green) } else { ("-", Style::Red) };
    vec![(style, format!("    {sign} {text}"))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(kind: Kind, bare: bool) -> String {
        let change = Change { member: "m".to_owned(), kind };
        let lines = lines(&change, bare).into_iter();
        let text: Vec<String> =
            lines.map(|line| line.into_iter().map(|(_, text)| text).collect::<String>()).collect();
        text.join("\n")
    }

    #[test]
    fn each_kind_reads_well() {
        assert_eq!(text(Kind::Added(json!("x")), false), "+ m: x");
        assert_eq!(text(Kind::Added(json!({"a": 1})), true), "m: {a: 1}");
        assert_eq!(text(Kind::Removed(json!(["x"])), false), "- m: [x]");
        assert_eq!(text(Kind::Replaced(json!("8"), json!(8)), false), "~ m: \"8\" → 8");
        assert_eq!(text(Kind::Sensitive, false), "~ m: (sensitive)");
        let elements = Kind::Elements(vec![json!("a")], vec![json!({"b": 1})]);
        assert_eq!(text(elements, false), "~ m:\n    - a\n    + {b: 1}");
        let lines = Kind::Lines(vec![(false, "a".into()), (true, "\u{1b}b".into())]);
        assert_eq!(text(lines, false), "~ m:\n    - a\n    + \\u{1b}b");
    }

    #[test]
    fn what_is_long_is_split() {
        let long = json!("é".repeat(70));
        let split = text(Kind::Added(json!({"a": long, "b": long})), true);
        assert_eq!(split, format!("m.a: {0}\nm.b: {0}", "é".repeat(70)));
        let split = text(Kind::Added(json!([long, long])), true);
        assert_eq!(split, format!("m:\n    + {0}\n    + {0}", "é".repeat(70)));
    }

    #[test]
    fn elements_are_cut_where_they_differ() {
        let element = |end: &str| vec![json!(format!("{}{end}", "é".repeat(200)))];
        let text = text(Kind::Elements(element("old"), element("new")), false);
        assert!(text.contains("éold\n") && text.ends_with("énew"), "{text}");
    }
}
