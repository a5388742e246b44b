//! The tokens within a tag, as the engine's lexer cuts them.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    Number,
    /// With its quotes.
    Text,
    Sign,
}

/// A token with its place in the template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    pub(super) start: usize,
    pub(super) end: usize,
}

const DOUBLE: [&str; 6] = ["//", "**", "==", "!=", ">=", "<="];

/// The tokens of `template[start..end]`.
///
/// # Errors
/// The place of what is no token.
pub(super) fn tokens(template: &str, start: usize, end: usize) -> Result<Vec<Token<'_>>, usize> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut at = start;
    while at < end {
        let Some(rest) = template.get(at..end) else { return Err(at) };
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        let Some(first) = trimmed.chars().next() else { break };
        let after_dot = found.last().is_some_and(|token| token.text == "." && token.end == at);
        let (kind, length) = match first {
            'a'..='z' | 'A'..='Z' | '_' => (Kind::Name, name(trimmed)),
            '0'..='9' => (Kind::Number, number(trimmed, after_dot)),
            '"' | '\'' => (Kind::Text, text(trimmed, first).ok_or(at)?),
            _ => match trimmed.get(..2).filter(|two| DOUBLE.contains(two)) {
                Some(_) => (Kind::Sign, 2),
                None if "+-*/%.,:~|=<>()[]{}".contains(first) => (Kind::Sign, 1),
                None => return Err(at),
            },
        };
        let token_end = at + length;
        found.push(Token { kind, text: template.get(at..token_end).ok_or(at)?, start: at, end: token_end });
        at = token_end;
    }
    Ok(found)
}

fn name(rest: &str) -> usize {
    rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
}

/// Digits with what may belong to them; the engine checks them.
fn number(rest: &str, after_dot: bool) -> usize {
    let bytes = rest.as_bytes();
    let at = |index: usize| bytes.get(index).copied().unwrap_or_default();
    if at(0) == b'0' && matches!(at(1) | 0x20, b'x' | b'o' | b'b') {
        return 2 + bytes
            .iter()
            .skip(2)
            .take_while(|byte| byte.is_ascii_hexdigit() || **byte == b'_')
            .count();
    }
    let digits =
        |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit() || **b == b'_').count();
    let mut length = digits(0);
    let exponent = |from: usize| {
        let sign = usize::from(matches!(at(from + 1), b'+' | b'-'));
        let signed = digits(from + 1 + sign);
        (at(from) | 0x20 == b'e' && signed > 0).then_some(1 + sign + signed)
    };
    if at(length) == b'.' && !after_dot {
        let next = at(length + 1);
        if exponent(length + 1).is_some() || !(next.is_ascii_alphabetic() || next == b'_') {
            length += 1 + digits(length + 1);
        }
    }
    length + exponent(length).unwrap_or(0)
}

/// The length of a string with its quotes; `None` if it does not end.
fn text(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text, 0, text.len()).unwrap().into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn cuts_tokens() {
        assert_eq!(
            cut("a.b[1:2]|f(x='y\\'z')"),
            ["a", ".", "b", "[", "1", ":", "2", "]", "|", "f", "(", "x", "=", "'y\\'z'", ")"]
        );
        assert_eq!(
            cut("1.5 1e5 1_000 0x1F 1.e5 x.0.1"),
            ["1.5", "1e5", "1_000", "0x1F", "1.e5", "x", ".", "0", ".", "1"]
        );
        assert_eq!(cut("a//b**c==d~e%f"), ["a", "//", "b", "**", "c", "==", "d", "~", "e", "%", "f"]);
        assert_eq!(cut("1.real"), ["1", ".", "real"]);
        assert_eq!(tokens("a ? b", 0, 5), Err(2));
        assert_eq!(tokens("'open", 0, 5), Err(0));
    }
}
