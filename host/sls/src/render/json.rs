//! The `json` pipe: checked by serde_json, then read once more for the places.

use serde_json::Value;
use wasmidem_contract::Diagnostic;

use super::LineMap;
use crate::problems::Problems;
use crate::source::number;
use crate::yaml::{Data, Entry, Node};

/// The data of a text; null for an empty one. `None` if it is reported to be wrong.
pub(super) fn parse(text: &str, map: &LineMap, problems: &mut Problems) -> Option<Node> {
    if text.trim().is_empty() {
        return Some(Node { data: Data::Null, place: map.place(1, 1, 1) });
    }
    // Also what bounds the depth the reader below goes to.
    if let Err(error) = serde_json::from_str::<Value>(text) {
        let (line, column) = position(text, error.line(), error.column());
        let place = map.place(line, column, 1);
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        problems.report(Diagnostic::error("sls-json", format!("this is not JSON: {message}")), place);
        return None;
    }
    let mut reader = Reader { rest: text, line: 1, column: 1, map, problems, broken: false };
    let node = reader.value()?;
    (!reader.broken).then_some(node)
}

/// Line and column of what serde_json means: it counts bytes, and the end of a line as column 0 of the next.
fn position(text: &str, line: usize, column: usize) -> (u32, u32) {
    let (line, column) = if column == 0 { (line.saturating_sub(1), usize::MAX) } else { (line, column - 1) };
    let content = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let before = content.char_indices().take_while(|(at, _)| *at < column).count();
    (number(line.max(1)), number(before + 1))
}

/// Reads text that is known to be JSON, not nested deeper than serde_json allows.
struct Reader<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    map: &'a LineMap,
    problems: &'a mut Problems,
    broken: bool,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Option<Node> {
        self.skip_space();
        let (line, column) = (self.line, self.column);
        let (data, length) = match self.rest.chars().next()? {
            '[' => (self.list()?, 1),
            '{' => (self.mapping()?, 1),
            '"' => {
                let token = self.string()?;
                (Data::String(serde_json::from_str(token).ok()?), token.chars().count())
            }
            _ => {
                let end = self.rest.find([',', ']', '}', ' ', '\n', '\t', '\r']).unwrap_or(self.rest.len());
                let token = self.take(end)?;
                let data = match serde_json::from_str(token).ok()? {
                    Value::Bool(flag) => Data::Bool(flag),
                    Value::Number(number) => Data::Number(number),
                    _ => Data::Null,
                };
                (data, token.len())
            }
        };
        Some(Node { data, place: self.map.place(line, column, number(length)) })
    }

    fn list(&mut self) -> Option<Data> {
        let mut items = Vec::new();
        self.take(1)?;
        loop {
            self.skip_space();
            match self.rest.chars().next()? {
                ']' => break,
                ',' => drop(self.take(1)?),
                _ => items.push(self.value()?),
            }
        }
        self.take(1)?;
        Some(Data::List(items))
    }

    fn mapping(&mut self) -> Option<Data> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut known = std::collections::HashMap::new();
        self.take(1)?;
        loop {
            self.skip_space();
            match self.rest.chars().next()? {
                '}' => break,
                ',' => drop(self.take(1)?),
                _ => {
                    let key = self.value()?;
                    self.skip_space();
                    self.take(1)?;
                    let value = self.value()?;
                    if let Some(first) = known.insert(key.key_text(), key.place) {
                        self.broken = true;
                        let beside = self.problems.beside(first, key.place);
                        let message =
                            format!("the key `{}` is there twice, first in {beside}", key.key_text());
                        self.problems.report(Diagnostic::error("sls-duplicate-key", message), key.place);
                    } else {
                        entries.push(Entry { key, value });
                    }
                }
            }
        }
        self.take(1)?;
        Some(Data::Mapping(entries))
    }

    /// A string with its quotes.
    fn string(&mut self) -> Option<&'a str> {
        let mut escaped = false;
        let end = self.rest.char_indices().skip(1).find_map(|(at, c)| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends.then_some(at + 1)
        });
        self.take(end?)
    }

    fn skip_space(&mut self) {
        let length = self.rest.len() - self.rest.trim_start().len();
        self.take(length);
    }

    fn take(&mut self, length: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        for c in taken.chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.rest = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use serde_json::json;

    fn read(text: &str) -> (Option<Node>, FileId, Vec<Diagnostic>) {
        let mut problems = Problems::default();
        let file = problems.files.add("t.json", text.into());
        let node = parse(text, &LineMap::identity(file, 1), &mut problems);
        (node, file, problems.into_parts().0)
    }

    #[test]
    fn reads_values_with_places() {
        let text = "{\n  \"a\\\"b\": [1, -2.5e3, \"x\\u00e4\\\\\", true, null],\n  \"\": {}\n}";
        let node = read(text).0.unwrap();
        assert_eq!(node.to_json(), json!({"a\"b": [1, -2500.0, "xä\\", true, null], "": {}}));
        let list = &node.as_mapping().unwrap()[0].value;
        let place = list.as_list().unwrap()[2].place;
        assert_eq!((place.line, place.column), (2, 23));
    }

    #[test]
    fn tells_what_is_wrong() {
        assert_eq!(read("{\"a\": }").2[0].code, "sls-json");
        for (text, place) in
            [("{\"a\": }", (1, 7)), ("{\n\"ä\": x}", (2, 6)), ("{\"ä\n\"", (1, 4)), ("\n{\n\n", (3, 1))]
        {
            let location = read(text).2[0].location.clone().unwrap();
            assert_eq!((location.line, location.column), place, "{text:?}");
        }
        assert_eq!(read("{\"a\": 1, \"a\": 2}").2[0].code, "sls-duplicate-key");
        assert_eq!(read(&"[".repeat(5_000)).2[0].code, "sls-json");
        assert!(read("").2.is_empty());
    }
}
