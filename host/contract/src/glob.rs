//! Patterns as Python's `fnmatch` reads them, which idem uses for requisite targets, references and
//! `exclude`.

/// Whether the whole text matches the pattern. `*` stands for any characters, `?` for one, `[abc]`
/// and `[a-z]` for one of a set, `[!abc]` for one outside it; a `[` that is never closed stands for
/// itself. Upper and lower case differ. Takes at most pattern × text steps.
pub fn glob_matches(pattern: &str, text: &str) -> bool {
    let tokens = tokens(pattern);
    let text: Vec<char> = text.chars().collect();
    let (mut token, mut position) = (0, 0);
    // Where to go on when a literal fails: after the last star, which then takes one more.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        let matched = match (tokens.get(token), text.get(position)) {
            (None, None) => return true,
            (Some(Token::Star), _) => {
                retry = Some((token + 1, position));
                token += 1;
                continue;
            }
            (Some(Token::One), Some(_)) => true,
            (Some(Token::Char(wanted)), Some(found)) => wanted == found,
            (Some(Token::Set { ranges, negated }), Some(found)) => {
                ranges.iter().any(|(low, high)| low <= found && found <= high) != *negated
            }
            _ => false,
        };
        if matched {
            token += 1;
            position += 1;
            continue;
        }
        match retry {
            Some((after_star, taken)) if taken < text.len() => {
                retry = Some((after_star, taken + 1));
                token = after_star;
                position = taken + 1;
            }
            _ => return false,
        }
    }
}

/// Whether a text is more than a literal.
pub fn is_glob(pattern: &str) -> bool {
    tokens(pattern).iter().any(|token| !matches!(token, Token::Char(_)))
}

/// The pattern that matches just this text.
pub fn exact_pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '*' | '?' | '[' => pattern.extend(['[', char, ']']),
            char => pattern.push(char),
        }
    }
    pattern
}

enum Token {
    Star,
    One,
    Char(char),
    Set { ranges: Vec<(char, char)>, negated: bool },
}

fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut out = Vec::with_capacity(chars.len());
    let mut position = 0;
    // A set that is not closed from here on is not closed further on either.
    let mut sets = true;
    while let Some(c) = chars.get(position) {
        position += 1;
        match c {
            '*' => {
                if !matches!(out.last(), Some(Token::Star)) {
                    out.push(Token::Star);
                }
            }
            '?' => out.push(Token::One),
            '[' if sets => match set(&chars, position) {
                Some((token, after)) => {
                    out.push(token);
                    position = after;
                }
                None => {
                    sets = false;
                    out.push(Token::Char('['));
                }
            },
            other => out.push(Token::Char(*other)),
        }
    }
    out
}

/// The set that begins after its `[`, and the position after its `]`. A `]` in the first place is
/// a member.
fn set(chars: &[char], start: usize) -> Option<(Token, usize)> {
    let negated = chars.get(start) == Some(&'!');
    let first = start + usize::from(negated);
    let length = chars.get(first + 1..)?.iter().position(|c| *c == ']')? + 1;
    let mut members = chars.get(first..first + length)?;
    let mut ranges = Vec::new();
    loop {
        match members {
            [] => break,
            [low, '-', high, rest @ ..] => {
                ranges.push((*low, *high));
                members = rest;
            }
            [one, rest @ ..] => {
                ranges.push((*one, *one));
                members = rest;
            }
        }
    }
    Some((Token::Set { ranges, negated }, first + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_fnmatch_does() {
        let cases = [
            ("a*", "abc", true),
            ("a*", "ba", false),
            ("*", "", true),
            ("?", "", false),
            ("?b", "ab", true),
            ("[ab]c", "bc", true),
            ("[!ab]c", "bc", false),
            ("[a-c]", "b", true),
            ("[]]", "]", true),
            ("[!]]", "]", false),
            ("[a", "[a", true),
            ("[]", "[]", true),
            ("", "", true),
            ("", "a", false),
            ("a*b*c", "aXbYbZc", true),
            ("*.leaf", "sub.leaf", true),
            ("ä?", "äö", true),
            ("A", "a", false),
            ("a", "a*", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(glob_matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn stays_fast() {
        let pattern = "*a".repeat(200);
        assert!(!glob_matches(&pattern, &"ab".repeat(5_000)));
        assert!(!is_glob(&"[".repeat(20_000)));
    }

    #[test]
    fn knows_literals() {
        assert!(!is_glob("net[1"));
        assert!(is_glob("net[1]"));
        assert!(is_glob("*"));
    }
}
