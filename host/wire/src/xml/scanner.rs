//! The grammar below elements: names, spaces, references. Productions in brackets are those of XML 1.0,
//! fifth edition.

use memchr::memmem;

use super::Malformed;

/// A text that is read from its start to its end.
pub(super) struct Scanner<'i> {
    text: &'i str,
    /// INVARIANT: within the text, and between two characters.
    at: usize,
}

/// A name with its prefix, which may be empty.
#[derive(Clone, Copy)]
pub(super) struct Name<'i> {
    /// As it is written.
    pub qualified: &'i str,
    pub prefix: &'i str,
    pub local: &'i str,
}

impl<'i> Scanner<'i> {
    pub(super) fn new(text: &'i str) -> Self {
        Self { text, at: 0 }
    }

    /// How many bytes are read.
    #[inline]
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// What is not read yet.
    #[inline]
    pub(super) fn rest(&self) -> &'i [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What was read from a place on.
    #[inline]
    pub(super) fn since(&self, start: usize) -> &'i str {
        self.between(start, self.at)
    }

    /// What was read between two places.
    #[inline]
    pub(super) fn between(&self, start: usize, end: usize) -> &'i str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn malformed(&self, what: &'static str) -> Malformed {
        Malformed::new(self.text, self.at, what)
    }

    /// Reads a text, if it is there.
    #[inline]
    pub(super) fn takes(&mut self, expected: &[u8]) -> bool {
        let there = self.rest().starts_with(expected);
        if there {
            self.at += expected.len();
        }
        there
    }

    pub(super) fn needs(&mut self, expected: &[u8], what: &'static str) -> Result<(), Malformed> {
        if self.takes(expected) { Ok(()) } else { Err(self.malformed(what)) }
    }

    /// Reads what is before a text, and the text.
    pub(super) fn until(&mut self, end: &[u8], what: &'static str) -> Result<&'i str, Malformed> {
        let start = self.at;
        let Some(length) = memmem::find(self.rest(), end) else { return Err(self.malformed(what)) };
        self.at += length;
        let before = self.since(start);
        self.at += end.len();
        Ok(before)
    }

    /// Reads up to the first of some bytes of ASCII, which it returns, or to the end.
    pub(super) fn stop(&mut self, is_it: impl Fn(u8) -> bool) -> Option<u8> {
        let rest = self.rest();
        let length = rest.iter().position(|byte| is_it(*byte)).unwrap_or(rest.len());
        self.at += length;
        rest.get(length).copied()
    }

    /// Reads up to the next tag or reference, or to the end, as [`Self::stop`].
    #[inline]
    pub(super) fn markup(&mut self) -> Option<u8> {
        let rest = self.rest();
        let length = memchr::memchr2(b'<', b'&', rest).unwrap_or(rest.len());
        self.at += length;
        rest.get(length).copied()
    }

    /// Reads spaces `[3]`; returns whether there were any.
    #[inline]
    pub(super) fn spaces(&mut self) -> bool {
        let start = self.at;
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        self.at > start
    }

    /// Reads a name that has at most one prefix: `QName` of Namespaces in XML.
    #[inline]
    pub(super) fn name(&mut self) -> Result<Name<'i>, Malformed> {
        let start = self.at;
        let plain = self.rest().iter().take_while(|byte| is_plain_name(**byte)).count();
        self.at += plain;
        if !matches!(self.peek(), Some(b':' | 0x80..)) {
            let local = self.since(start);
            if local.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_') {
                return Ok(Name { qualified: local, prefix: "", local });
            }
        }
        self.at = start;
        let qualified = self.colonized()?;
        let (prefix, local) = qualified.split_once(':').unwrap_or(("", qualified));
        let begins =
            |part: &str| part.chars().next().is_some_and(|first| first != ':' && is_name_start(first));
        let prefixed = qualified.len() > local.len();
        if !begins(local) || prefixed && !begins(prefix) || local.contains(':') {
            self.at = start;
            return Err(self.malformed("a name is expected"));
        }
        Ok(Name { qualified, prefix, local })
    }

    /// Reads a name `[5]` with colons wherever they are.
    pub(super) fn colonized(&mut self) -> Result<&'i str, Malformed> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest.find(|letter: char| !is_name(letter)).unwrap_or(rest.len());
        if !rest.chars().next().is_some_and(is_name_start) {
            return Err(self.malformed("a name is expected"));
        }
        let start = self.at;
        self.at += length;
        Ok(self.since(start))
    }

    /// Reads a reference, which begins here, and returns its character. Only the five entities that every
    /// document has are known: there are no others without a document type.
    pub(super) fn reference(&mut self) -> Result<char, Malformed> {
        // The longest that means something is `&#x0010FFFF;`; more noughts are allowed.
        let length = memchr::memchr3(b';', b'<', b' ', self.rest());
        let start = self.at;
        self.at += length.unwrap_or_default();
        let name = self.since(start).strip_prefix('&').unwrap_or_default();
        let of_code = |digits: &str, radix: u32| {
            let digits = Some(digits).filter(|digits| digits.chars().all(|digit| digit.is_digit(radix)))?;
            let code = u32::from_str_radix(digits, radix).ok()?;
            // What is no character, as the half of one, is replaced.
            Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)).filter(|it| is_char(*it))
        };
        let found = match name {
            _ if !self.takes(b";") => None,
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
                (Some(digits), _) => of_code(digits, 16),
                (None, Some(digits)) => of_code(digits, 10),
                (None, None) => None,
            },
        };
        found.ok_or_else(|| self.malformed("a reference is neither a character's nor a known one"))
    }
}

/// Whether a document has only characters that documents may have `[2]`.
pub(super) fn has_only_characters(text: &str) -> bool {
    let is_control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    // Without a way out at the first, so that many bytes are looked at at once.
    let controls = text.as_bytes().iter().fold(false, |found, byte| found | is_control(*byte));
    // The first two bytes of the last characters of the first plane, which has two that are none.
    let mut last = memmem::find_iter(text.as_bytes(), b"\xEF\xBF");
    !controls
        && !last.any(|at| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|it| !is_char(it)))
}

fn is_char(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => true,
        _ => letter >= ' ' && !matches!(letter, '\u{FFFE}' | '\u{FFFF}'),
    }
}

/// Whether a byte is a character of names that is neither a colon nor beyond ASCII.
fn is_plain_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// `NameStartChar` `[4]`
fn is_name_start(letter: char) -> bool {
    matches!(letter,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` `[4a]`
fn is_name(letter: char) -> bool {
    is_name_start(letter)
        || matches!(letter,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
