//! Text of guests on its way to people: terminals, logs and reports.
//!
//! A guest could otherwise hide what it does: overwrite lines, change the window's title, or reverse
//! the direction of a text. Everything becomes a single line of bounded length.

/// Stands where a text was cut.
const CUT: char = '…';

/// The text as one line of at most `limit` bytes (plus the sign that it was cut): line breaks and
/// tabs become spaces, terminal escape sequences and other control characters, direction controls
/// and invisible characters are removed.
pub(crate) fn line(text: &str, limit: usize) -> String {
    let mut clean = String::with_capacity(text.len().min(limit));
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let shown = match letter {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => ' ',
            // a line that ends in CR LF gets one space
            '\r' => continue,
            '\u{1b}' => {
                skip_escape(&mut rest);
                continue;
            }
            '\u{9b}' => {
                skip_control_sequence(&mut rest);
                continue;
            }
            // the same commands as ESC ] and its like, in one character
            '\u{90}' | '\u{98}' | '\u{9d}'..='\u{9f}' => {
                skip_string(&mut rest);
                continue;
            }
            _ if letter.is_control() || is_invisible(letter) => continue,
            _ => letter,
        };
        if clean.len() + shown.len_utf8() > limit {
            clean.truncate(clean.trim_end().len());
            clean.push(CUT);
            return clean;
        }
        clean.push(shown);
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// A failure's code: dotted words of letters, digits, `-` and `_`; anything else is left out.
pub(crate) fn code(text: &str) -> String {
    const LIMIT: usize = 128;
    text.chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ':'))
        .take(LIMIT)
        .collect()
}

/// What follows ESC, by the grammar of ECMA-48.
fn skip_escape(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_control_sequence(rest);
        }
        // operating system command, device control string, privacy message and the like
        Some(']' | 'P' | '^' | '_' | 'X') => skip_string(rest),
        // intermediate bytes, final byte
        _ => {
            while rest.next_if(|letter| matches!(letter, ' '..='/')).is_some() {}
            rest.next_if(|letter| matches!(letter, '0'..='~'));
        }
    }
}

/// Parameters, intermediate bytes and the final byte.
fn skip_control_sequence(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while rest.next_if(|letter| matches!(letter, ' '..='?')).is_some() {}
    rest.next_if(|letter| matches!(letter, '@'..='~'));
}

/// A string command up to its end, which is BEL, ST or ESC `\`. One without an end goes to the end of
/// the line, so that it cannot swallow everything.
fn skip_string(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(letter) = rest.next_if(|letter| *letter != '\n') {
        if matches!(letter, '\u{7}' | '\u{9c}') {
            break;
        }
        if letter == '\u{1b}' {
            rest.next_if_eq(&'\\');
            break;
        }
    }
}

/// Characters that change how others are shown, or that cannot be seen.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_plain_text() {
        for text in ["", "created `vpc-1`", "größer — 漢字 👍", "a\\b [0m ]"] {
            assert_eq!(line(text, 100), text);
        }
    }

    #[test]
    fn makes_one_line() {
        assert_eq!(line("panicked at src/lib.rs:1:2:\r\n\tboom\n", 100), "panicked at src/lib.rs:1:2:  boom");
    }

    #[test]
    fn removes_terminal_escapes() {
        for (text, expected) in [
            ("a\u{1b}[31mred\u{1b}[0mb", "aredb"),
            ("a\u{1b}[2K\u{1b}[1Ab", "ab"),
            ("a\u{9b}31mb", "ab"),
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]8;;https://example.org\u{1b}\\b", "ab"),
            ("a\u{1b}]never ends\nb", "a b"),
            ("a\u{1b}(Bb", "ab"),
            ("a\u{1b}cb", "ab"),
            ("a\u{1b}", "a"),
            ("a\u{1b}[", "a"),
            ("a\u{7}\u{8}\u{0}\u{7f}b", "ab"),
            // in one character what ESC begins otherwise, ended by BEL, ST or ESC \
            ("a\u{9d}0;title\u{7}b", "ab"),
            ("a\u{9d}8;;https://example.org\u{9c}b", "ab"),
            ("a\u{90}q#0\u{1b}\\b", "ab"),
            ("a\u{98}x\u{9c}\u{9e}y\u{9c}\u{9f}z\u{9c}b", "ab"),
            ("a\u{1b}P1$r\u{1b}\\\u{1b}_kitty\u{1b}\\\u{1b}^x\u{7}b", "ab"),
            ("a\u{1b}]52;c;c2VjcmV0\u{7}b", "ab"),
            ("a\u{1b}[?1049h\u{1b}[>4;2m\u{1b}[6n\u{1b}7b", "ab"),
            ("a\u{84}\u{88}\u{8d}\u{9a}b", "ab"),
        ] {
            let clean = line(text, 100);
            assert!(!clean.contains(char::is_control), "{clean:?}");
            assert_eq!(clean, expected, "{text:?}");
        }
    }

    #[test]
    fn removes_direction_controls() {
        assert_eq!(line("user\u{202e}gpj.exe\u{202c}\u{2066}x\u{2069}\u{200f}", 100), "usergpj.exex");
        for hidden in [
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{feff}",
            "\u{e0041}",
            "\u{ad}",
            "\u{34f}",
            "\u{115f}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{180e}",
            "\u{17b4}",
            "\u{2060}",
            "\u{2064}",
            "\u{206a}",
            "\u{fff9}",
            "\u{1d173}",
            "\u{1bca0}",
            "\u{13430}",
            "\u{e0100}",
            "\u{61c}",
        ] {
            assert_eq!(line(&format!("a{hidden}b"), 100), "ab", "{hidden:?}");
        }
    }

    #[test]
    fn bounds_the_length_between_characters() {
        assert_eq!(line("äöü", 4), "äö…");
        assert_eq!(line("äöü", 5), "äö…");
        assert_eq!(line("äöü", 6), "äöü");
        assert_eq!(line(&"x".repeat(1000), 10).len(), 10 + CUT.len_utf8());
    }

    #[test]
    fn codes_are_plain() {
        assert_eq!(code("aws.ec2.InvalidVpcID.NotFound"), "aws.ec2.InvalidVpcID.NotFound");
        assert_eq!(code("a b\u{1b}[31m`"), "ab31m");
        assert_eq!(code(&"x".repeat(1000)).len(), 128);
    }
}
