//! Numbers with a fraction as texts.

use serde_json::{Number, Value};

/// The number of an input, where JSON has none for some.
pub(crate) fn given(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => word(text),
        _ => None,
    }
}

/// The numbers that JSON has no number for.
pub(crate) fn word(text: &str) -> Option<f64> {
    match text {
        "NaN" => Some(f64::NAN),
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// A number as callers get it.
pub(crate) fn value(number: f64) -> Value {
    match Number::from_f64(number) {
        Some(number) => Value::Number(number),
        None if number.is_nan() => "NaN".into(),
        None if number > 0.0 => "Infinity".into(),
        None => "-Infinity".into(),
    }
}

/// The text of a number in paths, queries, headers, forms and XML, as Python writes it: whole numbers
/// as they were given.
pub(crate) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_f64() => Some(float(number.as_f64()?)),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => word(text).map(|_| text.clone()),
        _ => None,
    }
}

fn float(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{number:e}");
        if let Some((digits, exponent)) = text.split_once('e') {
            let (sign, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ('-', exponent),
                None => ('+', exponent),
            };
            return format!("{digits}e{sign}{exponent:0>2}");
        }
    }
    format!("{number:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_in_python() {
        for (number, expected) in [
            (1.0, "1.0"),
            (2.25, "2.25"),
            (-0.0, "-0.0"),
            (1e-5, "1e-05"),
            (0.0001, "0.0001"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (-2.5e-7, "-2.5e-07"),
        ] {
            assert_eq!(float(number), expected);
        }
    }
}
