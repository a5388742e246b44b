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
                | '\u{180e}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
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

    #[test]
    fn json_keeps_its_value() {
        let value = json!({ ODD: [ODD] });
        let text = plain_json(&format!("{value:#}"));
        assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
