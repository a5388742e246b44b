//! What a plain scalar means: the rules of YAML 1.1 as PyYAML implements them, with the changes of
//! idem's renderer (a leading zero does not make a number octal, dates stay text).

use serde_json::Number;

use super::node::Data;

/// A plain scalar that means nothing we can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum BadScalar {
    /// `.inf` or `.nan`.
    NotFinite,
    /// An integer beyond 64 bits.
    TooLarge,
    /// A lone `=`.
    Equals,
    /// What a tag such as `!!int` asks for is not there.
    NotOfType(&'static str),
}

/// The value of a scalar without quotes and tag.
pub(super) fn resolve(text: &str) -> Result<Data, BadScalar> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Data::Null),
        "=" => return Err(BadScalar::Equals),
        _ => {}
    }
    if let Some(flag) = boolean(text) {
        return Ok(Data::Bool(flag));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Ok(Data::String(text.to_owned()));
    }
    if let Some(value) = integer(text) {
        return value.map(Data::Number);
    }
    if let Some(value) = float(text) {
        return value.map(Data::Number);
    }
    Ok(Data::String(text.to_owned()))
}

/// The value of a scalar with one of YAML's own tags; `None` if there is no such tag.
pub(super) fn tagged(tag: &str, text: &str) -> Option<Result<Data, BadScalar>> {
    Some(match tag {
        "str" | "timestamp" => Ok(Data::String(text.to_owned())),
        "null" => Ok(Data::Null),
        "bool" => boolean(text).map(Data::Bool).ok_or(BadScalar::NotOfType("a boolean")),
        "int" => integer(text).unwrap_or(Err(BadScalar::NotOfType("an integer"))).map(Data::Number),
        "float" => float(text)
            .or_else(|| text.parse::<f64>().ok().map(finite))
            .unwrap_or(Err(BadScalar::NotOfType("a number")))
            .map(Data::Number),
        _ => return None,
    })
}

/// Whether a plain scalar is a number that lost a leading zero, as account ids do.
pub(super) fn loses_zero(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte))
}

fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// `None` if it is not written as an integer.
fn integer(text: &str) -> Option<Result<Number, BadScalar>> {
    let negative = text.starts_with('-');
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let all = |digits: &str, fits: fn(&u8) -> bool| {
        !digits.is_empty() && digits.bytes().all(|byte| fits(&byte) || byte == b'_')
    };
    let value = if let Some(binary) =
        digits.strip_prefix("0b").filter(|rest| all(rest, |b| matches!(b, b'0' | b'1')))
    {
        radix(binary, 2)
    } else if let Some(hexadecimal) =
        digits.strip_prefix("0x").filter(|rest| all(rest, u8::is_ascii_hexdigit))
    {
        radix(hexadecimal, 16)
    } else if digits == "0" {
        Some(0)
    } else if digits.strip_prefix('0').is_some_and(|rest| all(rest, |b| (b'0'..=b'7').contains(b))) {
        radix(digits, 10)
    } else if digits.starts_with(|c: char| ('1'..='9').contains(&c)) {
        let (first, rest) = digits.split_once(':').unwrap_or((digits, ""));
        if !all(first, u8::is_ascii_digit) {
            return None;
        }
        if digits.contains(':') { sexagesimal(first, rest)? } else { radix(first, 10) }
    } else {
        return None;
    };
    let signed = value.map(|value| if negative { -value } else { value });
    let number = signed.and_then(|value| {
        i64::try_from(value).map(Number::from).or_else(|_| u64::try_from(value).map(Number::from)).ok()
    });
    Some(number.ok_or(BadScalar::TooLarge))
}

/// `None` when it does not fit.
fn radix(digits: &str, radix: u32) -> Option<i128> {
    let digits: String = digits.chars().filter(|c| *c != '_').collect();
    i128::from_str_radix(&digits, radix).ok()
}

/// The number of `first:rest`; the outer `None` if a part after the first is not below 60.
fn sexagesimal(first: &str, rest: &str) -> Option<Option<i128>> {
    let mut value = radix(first, 10);
    for part in rest.split(':') {
        let part = sixtieth(part)?;
        value = value.and_then(|value| value.checked_mul(60)).and_then(|value| value.checked_add(part));
    }
    Some(value)
}

fn sixtieth(part: &str) -> Option<i128> {
    let fits = matches!(part.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9']);
    if fits { part.parse().ok() } else { None }
}

/// `None` if it is not written as a number with a point.
fn float(text: &str) -> Option<Result<Number, BadScalar>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Err(BadScalar::NotFinite));
    }
    let (whole, fraction) = unsigned.split_once('.')?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    if let Some((first, rest)) = whole.split_once(':') {
        let fits = first.starts_with(|c: char| c.is_ascii_digit()) && digits(first) && digits(fraction);
        let minutes = sexagesimal(first, rest).filter(|_| fits)??;
        let seconds: f64 = format!("{minutes}.{}", without_separators(fraction)).parse().ok()?;
        return Some(finite(if text.starts_with('-') { -seconds } else { seconds }));
    }
    let (fraction, exponent) = match fraction.find(['e', 'E']) {
        Some(at) => fraction.split_at(at),
        None => (fraction, ""),
    };
    let exponent_fits = exponent.is_empty()
        || exponent
            .get(1..)
            .and_then(|rest| rest.strip_prefix(['+', '-']))
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let starts_with_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let written = if whole.is_empty() {
        unsigned.len() == text.len() && starts_with_digit(fraction)
    } else {
        starts_with_digit(whole)
    };
    if !written || !digits(whole) || !digits(fraction) || !exponent_fits {
        return None;
    }
    without_separators(text).parse().ok().map(finite)
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|c| *c != '_').collect()
}

fn finite(value: f64) -> Result<Number, BadScalar> {
    Number::from_f64(value).ok_or(BadScalar::NotFinite)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn read(text: &str) -> Value {
        match resolve(text).unwrap() {
            Data::Null => Value::Null,
            Data::Bool(flag) => json!(flag),
            Data::Number(number) => Value::Number(number),
            Data::String(text) => json!(text),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_yaml_1_1() {
        let cases = [
            ("yes", json!(true)),
            ("off", json!(false)),
            ("y", json!("y")),
            ("0755", json!(755)),
            ("089", json!("089")),
            ("0o17", json!("0o17")),
            ("0x1F", json!(31)),
            ("-0b101", json!(-5)),
            ("1_000", json!(1000)),
            ("12:30", json!(750)),
            ("12:30:45", json!(45045)),
            ("-1:00", json!(-60)),
            ("12:60", json!("12:60")),
            ("1:30.5", json!(90.5)),
            ("1e3", json!("1e3")),
            ("1.0e+3", json!(1000.0)),
            ("1.0e3", json!("1.0e3")),
            ("1.", json!(1.0)),
            (".5", json!(0.5)),
            ("-.5", json!("-.5")),
            ("1.0", json!(1.0)),
            ("1.2.3", json!("1.2.3")),
            ("10.0.0.0/16", json!("10.0.0.0/16")),
            ("~", Value::Null),
            ("", Value::Null),
            ("2026-01-02", json!("2026-01-02")),
            ("-", json!("-")),
            ("+", json!("+")),
            (".", json!(".")),
            ("...", json!("...")),
            ("18446744073709551615", json!(u64::MAX)),
            ("0", json!(0)),
            ("-0", json!(0)),
            ("00", json!(0)),
            ("a", json!("a")),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn refuses_what_json_cannot_hold() {
        for text in [".inf", "-.INF", ".nan"] {
            assert_eq!(resolve(text), Err(BadScalar::NotFinite), "{text}");
        }
        assert_eq!(resolve("99999999999999999999999"), Err(BadScalar::TooLarge));
        assert_eq!(resolve(&"9".repeat(1000)), Err(BadScalar::TooLarge));
        assert_eq!(resolve("="), Err(BadScalar::Equals));
    }

    #[test]
    fn obeys_tags() {
        assert_eq!(tagged("str", "12"), Some(Ok(Data::String("12".into()))));
        assert_eq!(tagged("int", "x"), Some(Err(BadScalar::NotOfType("an integer"))));
        assert_eq!(tagged("float", "1e3"), Some(Ok(Data::Number(Number::from_f64(1000.0).unwrap()))));
        assert_eq!(tagged("set", "x"), None);
    }

    #[test]
    fn notices_lost_zeros() {
        assert!(loses_zero("012345670123"));
        assert!(!loses_zero("0"));
        assert!(!loses_zero("089"));
    }
}
