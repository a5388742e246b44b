//! The `toml` pipe.

use serde_json::Number;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use wasmidem_contract::Diagnostic;

use super::LineMap;
use crate::problems::Problems;
use crate::source::{line_starts, number};
use crate::yaml::{Data, Entry, Node};

/// Brackets within each other; the parser itself goes down once per bracket.
const DEPTH: usize = 100;

/// The data of a text. `None` if it is reported to be wrong.
pub(super) fn parse(text: &str, map: &LineMap, problems: &mut Problems) -> Option<Node> {
    let mut reader = Reader { text, starts: line_starts(text), map, problems, broken: false };
    match DeTable::parse(text) {
        Ok(table) => {
            let span = table.span();
            let node = reader.table(table.get_ref(), span, 0);
            (!reader.broken).then_some(node)
        }
        Err(error) => {
            let message = format!("this is not TOML: {}", error.message());
            reader.report(&message, error.span().unwrap_or(0..1));
            None
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    starts: Vec<usize>,
    map: &'a LineMap,
    problems: &'a mut Problems,
    broken: bool,
}

impl Reader<'_> {
    fn report(&mut self, message: &str, span: std::ops::Range<usize>) {
        self.broken = true;
        let place = self.place(span);
        self.problems.report(Diagnostic::error("sls-toml", message), place);
    }

    fn place(&self, span: std::ops::Range<usize>) -> crate::source::Place {
        let index = self.starts.partition_point(|offset| *offset <= span.start).saturating_sub(1);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let count = |range| {
            self.text
                .get(range)
                .map_or(1, |part: &str| part.lines().next().unwrap_or_default().chars().count())
        };
        self.map.place(number(index + 1), number(count(start..span.start) + 1), number(count(span).max(1)))
    }

    fn table(&mut self, table: &DeTable<'_>, span: std::ops::Range<usize>, depth: usize) -> Node {
        let entries = table
            .iter()
            .map(|(key, value)| Entry {
                key: Node { data: Data::String(key.get_ref().to_string()), place: self.place(key.span()) },
                value: self.value(value, depth + 1),
            })
            .collect();
        Node { data: Data::Mapping(entries), place: self.place(span) }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let place = self.place(value.span());
        if depth > DEPTH {
            self.report(&format!("tables and arrays are nested deeper than {DEPTH}"), value.span());
            return Node { data: Data::Null, place };
        }
        let number = |number: Option<Number>| number.map(Data::Number);
        let data = match value.get_ref() {
            DeValue::String(text) => Some(Data::String(text.to_string())),
            DeValue::Integer(integer) => {
                number(i64::from_str_radix(integer.as_str(), integer.radix()).ok().map(Number::from))
            }
            DeValue::Float(float) => number(float.as_str().parse().ok().and_then(Number::from_f64)),
            DeValue::Boolean(flag) => Some(Data::Bool(*flag)),
            DeValue::Datetime(moment) => Some(Data::String(moment.to_string())),
            DeValue::Array(items) => {
                Some(Data::List(items.iter().map(|item| self.value(item, depth + 1)).collect()))
            }
            DeValue::Table(table) => return self.table(table, value.span(), depth),
        };
        let data = data.unwrap_or_else(|| {
            self.report("this number cannot be the value of an argument", value.span());
            Data::Null
        });
        Node { data, place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(text: &str) -> Result<Value, Vec<Diagnostic>> {
        let mut problems = Problems::default();
        let file = problems.files.add("t.toml", text.into());
        let node = parse(text, &LineMap::identity(file, 1), &mut problems);
        node.map(|node| node.to_json()).ok_or(problems.into_parts().0)
    }

    #[test]
    fn reads_values() {
        let text = "a = 0x1F\n[b.\"c d\"]\nx = [1.5, true]\nd = 2026-01-02\n[[l]]\nk = 'v'\n";
        let expected =
            json!({"a": 31, "b": {"c d": {"x": [1.5, true], "d": "2026-01-02"}}, "l": [{"k": "v"}]});
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn tells_what_is_wrong() {
        let problems = read("a = 1\nb = \n").unwrap_err();
        assert_eq!((problems[0].code, problems[0].location.as_ref().unwrap().line), ("sls-toml", 2));
        assert!(read("a = inf\n").is_err());
        assert!(read(&format!("a = {}", "[".repeat(5_000))).is_err());
    }
}
