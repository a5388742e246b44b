//! Secrets that must be seen nowhere, in whatever form.

use std::collections::BTreeSet;

use regex::bytes::{Regex, RegexBuilder};

/// Something that must not be seen, and what it is.
pub struct Canary {
    /// What it is.
    pub what: &'static str,
    /// All forms in which it may leak.
    pub forms: BTreeSet<String>,
    any: Regex,
}

impl Canary {
    /// All forms in which a secret may leak, parts of it included.
    pub fn new(what: &'static str, secret: &str) -> Self {
        let mut forms = BTreeSet::from([
            secret.to_owned(),
            secret.chars().rev().collect(),
            hex(secret.as_bytes()),
            hex(secret.as_bytes()).to_uppercase(),
            percent(secret),
            percent(secret).to_lowercase(),
            secret.replace('/', "\\/"),
            base64(secret.as_bytes()).trim_end_matches('=').replace('+', "-").replace('/', "_"),
        ]);
        // base64 of a text that has the secret inside: at each of three places, without the
        // digits that depend on what is beside it
        for skip in 0..3 {
            let whole = &secret.as_bytes()[skip..];
            let digits = base64(&whole[..whole.len() / 3 * 3]);
            forms.insert(digits.replace('+', "-").replace('/', "_"));
            forms.insert(digits);
        }
        if secret.len() >= 32 {
            forms.insert(secret[..16].to_owned());
            forms.insert(secret[secret.len() - 16..].to_owned());
        }
        let any = forms.iter().map(|form| regex::escape(form)).collect::<Vec<String>>().join("|");
        let any = RegexBuilder::new(&any).unicode(false).build().expect("it is a pattern");
        Self { what, forms, any }
    }

    /// The form that stands somewhere in these bytes.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        let found = self.any.find(bytes)?.as_bytes();
        self.forms.iter().find(|form| form.as_bytes() == found).map(String::as_str)
    }
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As in URLs, with all that is no letter and no digit escaped.
pub fn percent(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}

/// Base64 with its usual digits.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, &byte| number << 8 | u32::from(byte))
            << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(DIGITS[(number >> (18 - 6 * place)) as usize & 63]));
        }
        text.push_str(&"=".repeat(3 - chunk.len()));
    }
    text
}
