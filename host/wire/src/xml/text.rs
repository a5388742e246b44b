//! What is written between tags, and in attributes, as the text that is meant.

use std::borrow::Cow;

use super::scanner::Scanner;

/// The text of an element, from what is between its tags: without comments and the elements in it.
/// INVARIANT: the content is that of a document that was read. Of any other it is some text.
pub(super) fn of_content(content: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed("");
    let mut scanner = Scanner::new(content);
    let mut depth = 0_usize;
    loop {
        let start = scanner.at();
        let more = scanner.stop(|byte| byte == b'<').is_some();
        if depth == 0 {
            add(&mut text, meant(scanner.since(start), |byte| matches!(byte, b'&' | b'\r'), '\n'));
        }
        if !more {
            return text;
        }
        // The ends are there, since the document was read.
        if scanner.takes(b"<![CDATA[") {
            let raw = scanner.until(b"]]>", "").unwrap_or_default();
            if depth == 0 {
                add(&mut text, meant(raw, |byte| byte == b'\r', '\n'));
            }
        } else if scanner.takes(b"<!--") {
            let _ = scanner.until(b"-->", "");
        } else if scanner.takes(b"<?") {
            let _ = scanner.until(b"?>", "");
        } else if scanner.takes(b"</") {
            let _ = scanner.until(b">", "");
            depth = depth.saturating_sub(1);
        } else if !skip_start_tag(&mut scanner) {
            depth += 1;
        }
    }
}

/// The value of an attribute, in which spaces of all kinds are spaces; `None` if a reference in it means
/// nothing.
pub(super) fn of_attribute(raw: &str) -> Option<Cow<'_, str>> {
    meant(raw, |byte| matches!(byte, b'&' | b'\r' | b'\n' | b'\t'), ' ')
}

/// A text with its references replaced, and all else that is special by a space or the end of a line.
/// What ends a line may be two characters. `None` if a reference means nothing.
fn meant(raw: &str, is_special: impl Fn(u8) -> bool, space: char) -> Option<Cow<'_, str>> {
    let mut scanner = Scanner::new(raw);
    let mut next = scanner.stop(&is_special);
    if next.is_none() {
        return Some(Cow::Borrowed(raw));
    }
    let mut text = String::with_capacity(raw.len());
    text.push_str(scanner.since(0));
    while let Some(byte) = next {
        if byte == b'&' {
            text.push(scanner.reference().ok()?);
        } else {
            if !scanner.takes(b"\r\n") {
                scanner.takes(&[byte]);
            }
            text.push(space);
        }
        let start = scanner.at();
        next = scanner.stop(&is_special);
        text.push_str(scanner.since(start));
    }
    Some(Cow::Owned(text))
}

fn add<'i>(text: &mut Cow<'i, str>, piece: Option<Cow<'i, str>>) {
    let piece = piece.unwrap_or_default();
    if text.is_empty() {
        *text = piece;
    } else if !piece.is_empty() {
        text.to_mut().push_str(&piece);
    }
}

/// Reads over the tag that begins here; returns whether the element ends with it.
fn skip_start_tag(scanner: &mut Scanner<'_>) -> bool {
    loop {
        let start = scanner.at();
        match scanner.stop(|byte| matches!(byte, b'"' | b'\'' | b'>')) {
            Some(b'>') => {
                let is_empty = scanner.since(start).ends_with('/');
                scanner.takes(b">");
                return is_empty;
            }
            Some(quote) => {
                scanner.takes(&[quote]);
                let _ = scanner.until(&[quote], "");
            }
            None => return true,
        }
    }
}
