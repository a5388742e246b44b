//! Enough of Jinja's lexical rules to tell text from tags, so that a template can be marked with
//! its line numbers.

/// Encloses a line number. Private-use characters, which no sensible state file has.
const MARK: (char, char) = ('\u{E000}', '\u{E001}');

/// What a piece is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// With its first word.
    Statement(String),
    Expression,
    Comment,
}

/// A tag, or the text up to the next one.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// White space before or after it is removed.
    pub(super) trims_before: bool,
    pub(super) trims_after: bool,
}

/// A template with its line numbers at the ends of its lines, where they show up in the output but
/// change nothing else. `None` if that cannot be done.
pub(super) fn marked(text: &str) -> Option<String> {
    if text.contains(MARK.0) || text.contains(MARK.1) {
        return None;
    }
    let pieces = pieces(text);
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    let mut line = 1;
    // Within macros and captured blocks the output may be measured or changed.
    let mut captures = 0_usize;
    for (index, piece) in pieces.iter().enumerate() {
        let body = text.get(piece.start..piece.end)?;
        match &piece.kind {
            Kind::Text => {
                let trim_start =
                    index.checked_sub(1).and_then(|before| pieces.get(before)).is_some_and(|p| p.trims_after);
                let trim_end = pieces.get(index + 1).is_some_and(|p| p.trims_before);
                let mut rest = body;
                let mut seen = !trim_start;
                while let Some((before, after)) = rest.split_once('\n') {
                    seen |= !before.trim().is_empty();
                    out.push_str(before);
                    let stays = !trim_end || !after.trim().is_empty() || !before.trim().is_empty();
                    // Text that is trimmed at its end keeps this line end only if more follows.
                    let stays = stays && (!trim_end || !after.trim().is_empty());
                    if captures == 0 && seen && stays {
                        out.push_str(&format!("{}{line}{}", MARK.0, MARK.1));
                    }
                    out.push('\n');
                    line += 1;
                    rest = after;
                }
                out.push_str(rest);
            }
            kind => {
                if let Kind::Statement(word) = kind {
                    match word.as_str() {
                        "macro" | "call" | "filter" => captures += 1,
                        "set" if !assigns(body) => captures += 1,
                        "endmacro" | "endcall" | "endfilter" | "endset" => {
                            captures = captures.saturating_sub(1)
                        }
                        _ => {}
                    }
                }
                out.push_str(body);
                line += body.matches('\n').count();
            }
        }
    }
    if captures == 0 && pieces.last().is_some_and(|piece| !piece.trims_after && !text.ends_with('\n')) {
        out.push_str(&format!("{}{line}{}", MARK.0, MARK.1));
    }
    Some(out)
}

/// Takes the marks out again: the text without them, and the template line of each rendered line.
pub(super) fn unmark(text: &str) -> (String, Vec<usize>) {
    let mut clean = String::with_capacity(text.len());
    let mut lines: Vec<Option<usize>> = Vec::new();
    for line in text.split_inclusive('\n') {
        let mut found = None;
        let mut rest = line;
        while let Some((before, after)) = rest.split_once(MARK.0) {
            clean.push_str(before);
            let Some((number, after)) = after.split_once(MARK.1) else { break };
            found = number.parse().ok().or(found);
            rest = after;
        }
        clean.push_str(rest);
        lines.push(found);
    }
    // A line without a number was made, with others, by what ends further on.
    let mut next = lines.iter().rev().find_map(|line| *line).unwrap_or(1);
    let mut resolved: Vec<usize> = lines
        .iter()
        .rev()
        .map(|line| {
            next = line.unwrap_or(next);
            next
        })
        .collect();
    resolved.reverse();
    (clean, resolved)
}

/// Whether a `{% set … %}` is the short form with a `=`, and does not capture what follows.
pub(super) fn assigns(tag: &str) -> bool {
    // In the other form a `=` can only stand in the arguments of a filter.
    tag.split('|').next().is_some_and(|before| before.contains('='))
}

/// Whether there is any tag.
pub(super) fn has_tags(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|open| text.contains(open))
}

/// The byte offset of the first tag with more operators than these; all `elif` together count as
/// one tag.
pub(super) fn overlong(text: &str, operators: usize) -> Option<usize> {
    let mut branches = 0;
    pieces(text).iter().filter(|piece| matches!(piece.kind, Kind::Expression | Kind::Statement(_))).find_map(
        |piece| {
            branches += usize::from(piece.kind == Kind::Statement("elif".to_owned()));
            let body = text.get(piece.start..piece.end)?;
            // Counting words and signs in texts as well only errs on the safe side.
            let long = body.len() > operators
                && body.matches(|c: char| "+-*/%~|.[({<>=!".contains(c)).count()
                    + body
                        .split_ascii_whitespace()
                        .filter(|word| matches!(*word, "and" | "or" | "not" | "if" | "in" | "is"))
                        .count()
                    > operators;
            (long || branches > operators).then_some(piece.start)
        },
    )
}

/// Where a name is used in a tag: its byte offset.
pub(super) fn find_name(text: &str, name: &str) -> Option<usize> {
    pieces(text)
        .iter()
        .filter(|piece| matches!(piece.kind, Kind::Expression | Kind::Statement(_)))
        .find_map(|piece| find_word(text.get(piece.start..piece.end)?, name).map(|at| piece.start + at))
}

/// Where a name stands in a text, not as a part of another one: its byte offset.
pub(super) fn find_word(text: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    text.match_indices(name).map(|(at, _)| (at, at + name.len())).find_map(|(at, end)| {
        let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let alone =
            !text.get(..at)?.ends_with(word) && !text.get(end..)?.starts_with(|c: char| word(c) && c != '.');
        alone.then_some(at)
    })
}

/// The names a template sets, to suggest from.
pub(super) fn set_names(text: &str) -> Vec<String> {
    let pieces = pieces(text);
    let tags = pieces.iter().filter_map(|piece| match &piece.kind {
        Kind::Statement(word) if matches!(word.as_str(), "set" | "for" | "macro" | "import" | "from") => {
            text.get(piece.start..piece.end)
        }
        _ => None,
    });
    let declared = tags.map(|tag| tag.split(['=', '(']).next().unwrap_or(tag));
    let mut names: Vec<String> = declared
        .flat_map(|tag| {
            tag.split(|c: char| !c.is_alphanumeric() && c != '_').take_while(|word| *word != "in")
        })
        .filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_'))
        .filter(|word| !matches!(*word, "set" | "for" | "macro" | "import" | "from" | "as"))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A template cut into tags and text.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut position = 0;
    while let Some(rest) = text.get(position..) {
        let next = rest.match_indices('{').find(|(at, _)| {
            rest.as_bytes().get(at + 1).is_some_and(|byte| matches!(byte, b'{' | b'%' | b'#'))
        });
        let Some((at, _)) = next else {
            push_text(&mut pieces, position, text.len());
            break;
        };
        push_text(&mut pieces, position, position + at);
        let start = position + at;
        let piece = tag(text, start);
        position = piece.end;
        let raw = piece.kind == Kind::Statement("raw".to_owned());
        pieces.push(piece);
        if raw {
            position = push_raw(text, position, &mut pieces);
        }
        if position >= text.len() {
            break;
        }
    }
    pieces
}

fn push_text(pieces: &mut Vec<Piece>, start: usize, end: usize) {
    if start < end {
        pieces.push(Piece { kind: Kind::Text, start, end, trims_before: false, trims_after: false });
    }
}

/// What stands up to `{% endraw %}` is text.
fn push_raw(text: &str, start: usize, pieces: &mut Vec<Piece>) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.match_indices("{%").find_map(|(at, _)| {
        let word = rest.get(at + 2..)?.trim_start_matches(['-', '+']).trim_start();
        word.starts_with("endraw").then_some(start + at)
    });
    let end = end.unwrap_or(text.len());
    push_text(pieces, start, end);
    end
}

/// The tag that begins at a byte offset; to the end of the text if it is not closed.
fn tag(text: &str, start: usize) -> Piece {
    let body = text.get(start..).unwrap_or_default();
    let (close, comment) = match body.as_bytes().get(1) {
        Some(b'{') => ("}}", false),
        Some(b'%') => ("%}", false),
        _ => ("#}", true),
    };
    let length = if comment {
        body.get(2..).and_then(|rest| rest.find(close)).map_or(body.len(), |at| at + 4)
    } else {
        tag_length(body, close)
    };
    let inside = body.get(..length).unwrap_or_default();
    let kind = if comment {
        Kind::Comment
    } else if close == "}}" {
        Kind::Expression
    } else {
        let word = inside.get(2..).unwrap_or_default().trim_start_matches(['-', '+']).trim_start();
        let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
        Kind::Statement(word.get(..end).unwrap_or_default().to_owned())
    };
    Piece {
        kind,
        start,
        end: start + length,
        trims_before: inside.get(2..).is_some_and(|rest| rest.starts_with('-')),
        trims_after: inside.strip_suffix(close).is_some_and(|rest| rest.ends_with('-')),
    }
}

/// Skips strings and, as Jinja does, brackets that are open.
fn tag_length(body: &str, close: &str) -> usize {
    let mut quote: Option<char> = None;
    let mut escaped = false;
    let mut depth = 0_usize;
    for (at, c) in body.char_indices().skip(2) {
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == open {
                quote = None;
            }
            continue;
        }
        if depth == 0 && body.get(at..).is_some_and(|rest| rest.starts_with(close)) {
            return at + close.len();
        }
        match c {
            '"' | '\'' => quote = Some(c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    body.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        marked(text).unwrap().replace(MARK.0, "<").replace(MARK.1, ">")
    }

    #[test]
    fn marks_ends_of_text_lines() {
        assert_eq!(show("a\n{% if x %}\nb\n{% endif %}\n"), "a<1>\n{% if x %}<2>\nb<3>\n{% endif %}<4>\n");
        assert_eq!(show("a {{ {'b': {'}}': 1}}\n }}\nc"), "a {{ {'b': {'}}': 1}}\n }}<2>\nc<3>");
        assert_eq!(show("{# a\n#}x\n"), "{# a\n#}x<2>\n");
        assert_eq!(show("{% raw %}{{\n{% endraw %}\n"), "{% raw %}{{<1>\n{% endraw %}<2>\n");
    }

    #[test]
    fn leaves_what_is_trimmed_alone() {
        assert_eq!(show("a\n{%- if x -%}\n b\n{%- endif %}\n"), "a\n{%- if x -%}\n b\n{%- endif %}<4>\n");
        assert_eq!(show("a\n\n{%- x %}"), "a\n\n{%- x %}<3>");
        assert_eq!(show("a\nb {%- x %}\n"), "a<1>\nb {%- x %}<2>\n");
        assert_eq!(show("{% x -%}\n\n a\n"), "{% x -%}\n\n a<3>\n");
    }

    #[test]
    fn leaves_captured_text_alone() {
        assert_eq!(
            show("{% set x %}\na\n{% endset %}\n{% set y = 1 %}\n"),
            "{% set x %}\na\n{% endset %}<3>\n{% set y = 1 %}<4>\n"
        );
        assert_eq!(show("{% macro m() %}\na\n{% endmacro %}\n"), "{% macro m() %}\na\n{% endmacro %}<3>\n");
    }

    #[test]
    fn reads_marks_back() {
        let text = "a\u{E000}1\u{E001}\nb\nc\u{E000}7\u{E001}\nd";
        assert_eq!(unmark(text), ("a\nb\nc\nd".to_owned(), vec![1, 7, 7, 7]));
        assert_eq!(marked("\u{E000}"), None);
    }

    #[test]
    fn survives_any_text() {
        for text in ["{{", "{%", "{#", "{% raw %}", "{{ '", "{{ \"\\", "{", "{% raw", "{%- -%}", "ä{{ö}}ü{%"]
        {
            marked(text);
            set_names(text);
            find_name(text, "hub");
        }
    }

    #[test]
    fn finds_names() {
        assert_eq!(find_name("hub {{ a.hub }} {{ hub.x }}", "hub"), Some(19));
        assert_eq!(set_names("{% set alpha = 1 %}{% for k, v in x %}{% endfor %}"), ["alpha", "k", "v"]);
    }
}
