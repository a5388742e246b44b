//! Text from elsewhere (modules, AWS, state files) must not steer the terminal, nor look like ours.

/// Characters that are not seen but change what is: controls, direction marks, invisible ones.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1343f}')
        || matches!(c, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text on one line, with hidden characters written as `\u{…}`.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            c if is_hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// The same with its lines kept.
pub fn plain_lines(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<String>>().join("\n")
}

/// JSON text that holds the same value without hidden characters. Outside of strings JSON has none
/// but line breaks.
pub fn plain_json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_hidden(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const ODD: &str = "a\u{1b}[31m\r\n\u{9b}\u{202e}\u{2066}\u{e0041}é🦀z";

    #[test]
    fn hides_nothing() {
        assert_eq!(plain(ODD), "a\\u{1b}[31m\\u{d}\\n\\u{9b}\\u{202e}\\u{2066}\\u{e0041}é🦀z");
    }

    /// What a module might print. The sandbox takes it away; here it could only come from elsewhere.
    #[test]
    fn nothing_steers_the_terminal_or_hides_in_a_report() {
        let odd = [
            "\u{1b}]0;title\u{7}",
            "\u{1b}]8;;https://example.org\u{1b}\\click\u{1b}]8;;\u{1b}\\",
            "\u{9d}52;c;c2VjcmV0\u{9c}",
            "\u{1b}[2J\u{1b}[1A\u{9b}6n",
            "\u{1b}P1$r\u{1b}\\\u{90}q\u{9c}",
            "user\u{202e}gpj.exe\u{2066}x\u{2069}\u{200f}\u{61c}",
            "a\u{200b}\u{200c}\u{200d}\u{2060}\u{feff}\u{ad}\u{34f}\u{115f}\u{3164}\u{ffa0}\u{17b4}\u{180e}b",
            "\u{e0041}\u{e0100}\u{fff9}\u{1d173}\u{1bca0}\u{13430}",
            "\r\u{8}\u{0}\u{7f}\u{85}\u{2028}\u{2029}",
            "</script><script>alert(1)</script>",
        ];
        for text in odd {
            let line = plain(text);
            assert!(!line.chars().any(is_hidden), "{line:?}");
            let json = plain_json(&json!({ "message": text }).to_string());
            assert!(!json.chars().any(is_hidden), "{json:?}");
            assert_eq!(serde_json::from_str::<Value>(&json).unwrap()["message"], text);
        }
    }

    #[test]
    fn json_keeps_its_value() {
        let value = json!({ ODD: [ODD] });
        let text = plain_json(&format!("{value:#}"));
        assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
