//! Policy files as text: where each policy stands.

use std::ops::Range;
use std::sync::Arc;

use wasmidem_contract::Location;

/// The policies of a text, each from its first character to its `;`. What follows the last `;` is
/// one too, so that its mistake is told.
pub(crate) fn policies(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '/' && characters.peek().is_some_and(|(_, next)| *next == '/') {
            while characters.next_if(|(_, next)| *next != '\n').is_some() {}
            continue;
        }
        if character.is_whitespace() {
            continue;
        }
        let from = *start.get_or_insert(at);
        match character {
            ';' => {
                found.push(from..at + 1);
                start = None;
            }
            '"' => {
                while let Some((_, inside)) = characters.next() {
                    match inside {
                        '\\' => {
                            characters.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found.extend(start.map(|start| start..text.trim_end().len()));
    found
}

/// The place of a byte of a text.
pub(crate) fn location(file: &Arc<str>, text: &str, byte: usize) -> Location {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Location { file: Arc::clone(file), line: number(line), column: number(column) }
}

/// The line a byte of a text stands in, without its end.
pub(crate) fn line_at(text: &str, byte: usize) -> Option<String> {
    let (before, after) = (text.get(..byte)?, text.get(byte..)?);
    let head = before.rsplit('\n').next().unwrap_or_default();
    Some(format!("{head}{}", after.lines().next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        policies(text).into_iter().map(|range| text.get(range).unwrap()).collect()
    }

    #[test]
    fn finds_policies() {
        assert_eq!(
            split("// a;b\npermit(x);\n  forbid(\";\\\"\"); // end"),
            ["permit(x);", "forbid(\";\\\"\");"]
        );
        assert_eq!(split("permit(x)\n// y\n"), ["permit(x)\n// y"]);
        assert_eq!(split(" // only a comment"), [""; 0]);
        assert_eq!(split("permit(\"open"), ["permit(\"open"]);
        assert_eq!(split("\"\\"), ["\"\\"]);
    }

    #[test]
    fn places_are_counted_in_characters() {
        let file: Arc<str> = "f".into();
        let text = "ä\nöx";
        let place = location(&file, text, text.find('x').unwrap());
        assert_eq!((place.line, place.column), (2, 2));
        assert_eq!(line_at(text, 3).as_deref(), Some("öx"));
        assert_eq!(location(&file, text, 99).line, 2);
    }
}
