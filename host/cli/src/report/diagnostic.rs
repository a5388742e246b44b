//! A problem with its place in the text:
//!
//! ```text
//! error[sls-undefined-variable]: `nope` is undefined
//!   --> states.sls:5:16
//!    |
//!  5 |         value: {{ nope }}
//!    |                   ^^^^
//!    = help: …
//! ```

use std::fmt::Write;

use wasmidem_contract::{Diagnostic, Severity};

use super::console::Style;
use super::plain::{is_hidden, plain};

/// Longer lines are cut around the place.
const WIDTH: usize = 100;

pub fn render(problem: &Diagnostic, colour: bool) -> String {
    let (word, style) = match problem.severity {
        Severity::Error => ("error", Style::Red),
        Severity::Warning => ("warning", Style::Yellow),
    };
    let paint = |style: Style, text: &str| style.paint(text, colour);
    let mut out = format!(
        "{}: {}",
        paint(style, &format!("{word}[{}]", problem.code)),
        paint(Style::Bold, &plain(&problem.message))
    );
    let mut margin = 1;
    if let Some(location) = &problem.location {
        let number = location.line.to_string();
        margin = number.len();
        let _ = write!(out, "\n{:margin$}{} {}", "", paint(Style::Cyan, "-->"), plain(&location.to_string()));
        if let Some(line) = &problem.excerpt {
            let (line, column) = cut(line, usize::try_from(location.column).unwrap_or(1));
            let bar = paint(Style::Cyan, "|");
            let carets = usize::try_from(problem.length)
                .unwrap_or(1)
                .min(line.chars().count().saturating_sub(column - 1).max(1));
            let _ = write!(
                out,
                "\n{:margin$} {bar}\n{} {bar} {line}\n{:margin$} {bar} {:indent$}{}",
                "",
                paint(Style::Cyan, &number),
                "",
                "",
                paint(style, &"^".repeat(carets)),
                indent = column - 1,
            );
        }
    }
    if let Some(help) = &problem.help {
        let lines: Vec<String> = help.lines().map(plain).collect();
        let (mark, text) = (paint(Style::Cyan, "= help:"), lines.join(&format!("\n{:margin$}         ", "")));
        let _ = write!(out, "\n{:margin$} {mark} {text}", "");
    }
    out
}

/// The part of a line around a column (from 1), tabs as spaces, and the column in that part.
fn cut(line: &str, column: usize) -> (String, usize) {
    let characters: Vec<char> = line.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    let column = column.clamp(1, characters.len() + 1);
    if characters.len() <= WIDTH {
        return (characters.into_iter().collect(), column);
    }
    let from = column.saturating_sub(WIDTH / 2).min(characters.len() - WIDTH.min(characters.len()));
    let part: String = characters.iter().skip(from).take(WIDTH).collect();
    (part, column - from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::Location;

    #[test]
    fn points_at_the_place() {
        let location = Location { file: "a.sls".into(), line: 12, column: 5 };
        let problem =
            Diagnostic::error("x", "wrong").at(location, Some("  - nope".into()), 4).with_help("do");
        let expected = "error[x]: wrong\n  --> a.sls:12:5\n   |\n12 |   - nope\n   |     ^^^^\n   = help: do";
        assert_eq!(render(&problem, false), expected);
    }

    #[test]
    fn stands_any_place() {
        for column in [0, 1, 7, 500, u32::MAX] {
            let location = Location { file: "a".into(), line: 1, column };
            for line in ["", "é", &"x".repeat(400)] {
                render(
                    &Diagnostic::error("x", "y").at(location.clone(), Some(line.to_owned()), u32::MAX),
                    true,
                );
            }
        }
    }
}
