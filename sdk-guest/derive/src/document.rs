//! Doc comments as descriptions, and text as JSON.

use std::fmt::Write;

use syn::{Attribute, Expr, Lit, Meta};

/// The text of the doc comments: lines of a paragraph joined, paragraphs kept.
pub fn text_of(attributes: &[Attribute]) -> String {
    let mut text = String::new();
    for attribute in attributes {
        let Meta::NameValue(meta) = &attribute.meta else { continue };
        let Expr::Lit(literal) = &meta.value else { continue };
        let Lit::Str(line) = &literal.lit else { continue };
        if !meta.path.is_ident("doc") {
            continue;
        }
        for line in line.value().lines().map(str::trim).chain(line.value().is_empty().then_some("")) {
            if line.is_empty() {
                text.push_str(if text.is_empty() || text.ends_with('\n') { "" } else { "\n" });
            } else {
                text.push_str(if text.is_empty() || text.ends_with('\n') { "" } else { " " });
                text.push_str(line);
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The text as a JSON string.
pub fn json_string(text: &str) -> String {
    let mut json = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            control if control < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            other => json.push(other),
        }
    }
    json.push('"');
    json
}

/// `"description":…`, or nothing where there is no doc comment.
pub fn description(attributes: &[Attribute]) -> String {
    match text_of(attributes).as_str() {
        "" => String::new(),
        text => format!("\"description\":{}", json_string(text)),
    }
}
