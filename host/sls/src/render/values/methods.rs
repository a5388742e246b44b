//! Methods of Python's strings that the engine's library does not have.

use std::sync::Arc;

use minijinja::value::{Tuple, from_args};
use minijinja::{Error, ErrorKind, Value};

use super::{List, unknown_method};
use crate::render::meter::{ELEMENT, Meter, bytes};

/// Calls a method of a text.
///
/// # Errors
/// When there is no such method, its arguments do not fit, or it makes too much.
pub(in crate::render) fn of_text(
    text: &str,
    method: &str,
    args: &[Value],
    meter: &Arc<Meter>,
) -> Result<Value, Error> {
    let missing = || Error::new(ErrorKind::InvalidOperation, "the text is not found");
    Ok(match method {
        "zfill" | "rjust" | "ljust" | "center" => return padded(text, method, args, meter),
        "swapcase" => Value::from(swap_case(text)),
        "casefold" => Value::from(text.to_lowercase()),
        "removeprefix" => {
            let (prefix,): (&str,) = from_args(args)?;
            Value::from(text.strip_prefix(prefix).unwrap_or(text))
        }
        "removesuffix" => {
            let (suffix,): (&str,) = from_args(args)?;
            Value::from(text.strip_suffix(suffix).unwrap_or(text))
        }
        "partition" => {
            let (separator,): (&str,) = from_args(args)?;
            triple(
                text.split_once(separator)
                    .map(|(before, after)| [before, separator, after])
                    .unwrap_or([text, "", ""]),
            )
        }
        "rpartition" => {
            let (separator,): (&str,) = from_args(args)?;
            triple(
                text.rsplit_once(separator)
                    .map(|(before, after)| [before, separator, after])
                    .unwrap_or(["", "", text]),
            )
        }
        "rsplit" => {
            let (separator, most): (Option<&str>, Option<usize>) = from_args(args)?;
            return split_from_end(text, separator, most, meter);
        }
        "index" => {
            let (wanted,): (&str,) = from_args(args)?;
            position(text, text.find(wanted).ok_or_else(missing)?)
        }
        "rindex" => {
            let (wanted,): (&str,) = from_args(args)?;
            position(text, text.rfind(wanted).ok_or_else(missing)?)
        }
        "isdecimal" => Value::from(!text.is_empty() && text.chars().all(|c| c.is_ascii_digit())),
        "isidentifier" => {
            let begins = |c: char| c.is_alphabetic() || c == '_';
            let all = text.chars().all(|c| c.is_alphanumeric() || c == '_');
            Value::from(text.starts_with(begins) && all)
        }
        "istitle" => Value::from(is_title(text)),
        "expandtabs" => {
            let (size,): (Option<usize>,) = from_args(args)?;
            return expand_tabs(text, size.unwrap_or(8), meter);
        }
        _ => return Err(unknown_method()),
    })
}

/// `zfill`, `rjust`, `ljust` and `center`: filled up to a width.
fn padded(text: &str, method: &str, args: &[Value], meter: &Meter) -> Result<Value, Error> {
    let (width, fill): (usize, Option<&str>) = from_args(args)?;
    let mut fill = fill.unwrap_or(if method == "zfill" { "0" } else { " " }).chars();
    let (Some(fill), None) = (fill.next(), fill.next()) else {
        return Err(Error::new(ErrorKind::InvalidOperation, "what is filled with is one character"));
    };
    let missing = width.saturating_sub(text.chars().count());
    meter.fits(bytes(missing).saturating_mul(4))?;
    let filler = |count: usize| std::iter::repeat_n(fill, count);
    let sign = if method == "zfill" { text.len() - text.trim_start_matches(['+', '-']).len() } else { 0 };
    let (sign, rest) = text.split_at_checked(sign.min(1)).unwrap_or(("", text));
    // Python puts the odd one to the left if the width is odd.
    let left = match method {
        "ljust" => 0,
        "center" => missing / 2 + (missing & width & 1),
        _ => missing,
    };
    let padded: String =
        sign.chars().chain(filler(left)).chain(rest.chars()).chain(filler(missing - left)).collect();
    Ok(Value::from(padded))
}

/// Three parts as a tuple.
fn triple(parts: [&str; 3]) -> Value {
    Value::from(Tuple::from(parts.map(Value::from)))
}

/// A byte offset as Python counts it.
fn position(text: &str, offset: usize) -> Value {
    Value::from(text.get(..offset).unwrap_or_default().chars().count())
}

fn swap_case(text: &str) -> String {
    let swap = |c: char| -> String {
        if c.is_uppercase() { c.to_lowercase().collect() } else { c.to_uppercase().collect() }
    };
    text.chars().map(swap).collect()
}

/// Whether words begin with capital letters and have no others.
fn is_title(text: &str) -> bool {
    let mut after_letter = false;
    let mut any = false;
    for c in text.chars() {
        if c.is_alphabetic() {
            if c.is_uppercase() == after_letter {
                return false;
            }
            any = true;
        }
        after_letter = c.is_alphabetic();
    }
    any
}

fn split_from_end(
    text: &str,
    separator: Option<&str>,
    most: Option<usize>,
    meter: &Arc<Meter>,
) -> Result<Value, Error> {
    if separator == Some("") {
        return Err(Error::new(ErrorKind::InvalidOperation, "the separator is empty"));
    }
    // As many parts as there are bytes, at most.
    meter.fits(bytes(text.len()).saturating_mul(ELEMENT))?;
    let limit = most.map_or(usize::MAX, |most| most.saturating_add(1));
    let mut parts: Vec<Value> = match separator {
        Some(separator) => text.rsplitn(limit, separator).map(Value::from).collect(),
        None => words_from_end(text, limit).into_iter().map(Value::from).collect(),
    };
    parts.reverse();
    meter.make(bytes(parts.len()).saturating_mul(ELEMENT) + bytes(text.len()))?;
    Ok(List::value(parts, meter))
}

/// Words from the last on; what is left after the last one that may be cut is the final part.
fn words_from_end(text: &str, limit: usize) -> Vec<&str> {
    let mut rest = text.trim_end();
    let mut words = Vec::new();
    while !rest.trim_start().is_empty() {
        if words.len() + 1 >= limit {
            words.push(rest.trim_start());
            break;
        }
        let (before, word) = rest.rsplit_once(char::is_whitespace).unwrap_or(("", rest));
        words.push(word);
        rest = before.trim_end();
    }
    words
}

fn expand_tabs(text: &str, size: usize, meter: &Meter) -> Result<Value, Error> {
    let tabs = text.matches('\t').count();
    meter.fits(bytes(tabs).saturating_mul(bytes(size)).saturating_add(bytes(text.len())))?;
    let mut out = String::with_capacity(text.len());
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' => {
                let spaces = if size == 0 { 0 } else { size - column % size };
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            c => {
                out.push(c);
                column += 1;
            }
        }
    }
    Ok(Value::from(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(text: &str, method: &str, args: &[Value]) -> String {
        let meter = Arc::new(Meter::default());
        let value = of_text(text, method, args, &meter).unwrap();
        crate::render::python::text(&value, &meter).unwrap()
    }

    #[test]
    fn does_as_python_does() {
        let number = |number: usize| Value::from(number);
        let words = |text: &str| Value::from(text);
        for (text, method, args, expected) in [
            ("-42", "zfill", vec![number(6)], "-00042"),
            ("ab", "rjust", vec![number(5), words("*")], "***ab"),
            ("ab", "ljust", vec![number(5)], "ab   "),
            ("ab", "center", vec![number(5)], "  ab "),
            ("abc", "center", vec![number(6)], " abc  "),
            ("aBc ß", "swapcase", vec![], "AbC SS"),
            ("a.b.c", "partition", vec![words(".")], "('a', '.', 'b.c')"),
            ("a.b.c", "rpartition", vec![words(".")], "('a.b', '.', 'c')"),
            ("abc", "rpartition", vec![words(".")], "('', '', 'abc')"),
            ("a.b.c", "rsplit", vec![words("."), number(1)], "['a.b', 'c']"),
            (" a  b c ", "rsplit", vec![], "['a', 'b', 'c']"),
            (" a  b c ", "rsplit", vec![Value::from(()), number(1)], "['a  b', 'c']"),
            ("äbä", "rindex", vec![words("ä")], "2"),
            ("pre-x", "removeprefix", vec![words("pre-")], "x"),
            ("Ab Cd", "istitle", vec![], "True"),
            ("AB", "istitle", vec![], "False"),
            ("a\tb", "expandtabs", vec![number(4)], "a   b"),
        ] {
            assert_eq!(call(text, method, &args), expected, "{text}.{method}");
        }
    }

    #[test]
    fn refuses_what_is_too_much() {
        let meter = Arc::new(Meter::default());
        let huge = Value::from(1_000_000_000_000_usize);
        for method in ["zfill", "rjust", "ljust", "center"] {
            assert!(of_text("x", method, std::slice::from_ref(&huge), &meter).is_err(), "{method}");
        }
        assert!(of_text("\t", "expandtabs", &[huge], &meter).is_err());
    }
}
