//! Times: RFC 3339 towards callers, and three forms towards AWS, which answers in whatever form it
//! likes.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Number, Value};
use wasmidem_models::TimestampFormat;

/// The time of an input: RFC 3339, an HTTP date, or seconds since 1970. Finer than a microsecond is
/// cut off, as botocore's times are not finer.
pub(crate) fn given(value: &Value) -> Option<DateTime> {
    let time = match value {
        Value::Number(number) => seconds(number)?,
        Value::String(text) => written(text)?,
        _ => return None,
    };
    Some(DateTime::from_secs_and_nanos(time.secs(), time.subsec_nanos() / 1000 * 1000))
}

/// A number of seconds since 1970.
pub(crate) fn seconds(number: &Number) -> Option<DateTime> {
    match number.as_i64() {
        Some(seconds) => Some(DateTime::from_secs(seconds)),
        None => from_float(number.as_f64()?),
    }
}

/// A time in any of its forms.
pub(crate) fn written(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let zoned = || {
        // Without a zone it is UTC.
        let zone = text.get(10..).is_some_and(|rest| rest.contains(['Z', 'z', '+', '-']));
        let text = if zone { text.to_ascii_uppercase() } else { format!("{text}Z") };
        DateTime::from_str(&text, Format::DateTimeWithOffset).ok()
    };
    let number = || match text.parse::<i64>() {
        Ok(seconds) => Some(DateTime::from_secs(seconds)),
        Err(_) => from_float(text.parse().ok()?),
    };
    zoned().or_else(|| DateTime::from_str(text, Format::HttpDate).ok()).or_else(number)
}

fn from_float(seconds: f64) -> Option<DateTime> {
    // Seconds in binary are not exact to the nanosecond, so they are rounded to the microsecond.
    const LARGEST: f64 = 1e12;
    if !seconds.is_finite() || seconds.abs() > LARGEST {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let micros = (seconds * 1e6).round_ties_even() as i128;
    let whole = i64::try_from(micros.div_euclid(1_000_000)).ok()?;
    let rest = u32::try_from(micros.rem_euclid(1_000_000)).ok()?;
    Some(DateTime::from_secs_and_nanos(whole, rest * 1000))
}

/// A time as callers get it.
pub(crate) fn text(time: &DateTime) -> Option<String> {
    time.fmt(Format::DateTime).ok()
}

/// A time as AWS gets it as a text.
pub(crate) fn wire(time: &DateTime, format: TimestampFormat) -> Option<String> {
    match format {
        TimestampFormat::Iso8601 => {
            let micros = time.subsec_nanos() / 1000;
            let text = DateTime::from_secs(time.secs()).fmt(Format::DateTime).ok()?;
            Some(match micros {
                0 => text,
                _ => format!("{}.{micros:06}Z", text.trim_end_matches('Z')),
            })
        }
        TimestampFormat::Unix => Some(number(time).to_string()),
        TimestampFormat::Rfc822 => DateTime::from_secs(time.secs()).fmt(Format::HttpDate).ok(),
    }
}

/// A time as a number of seconds since 1970: whole if it can be.
pub(crate) fn number(time: &DateTime) -> Number {
    let micros = time.subsec_nanos() / 1000;
    if micros == 0 {
        return time.secs().into();
    }
    #[expect(clippy::cast_precision_loss, reason = "what seconds as a float are")]
    let seconds = (i128::from(time.secs()) * 1_000_000 + i128::from(micros)) as f64 / 1e6;
    Number::from_f64(seconds).unwrap_or_else(|| time.secs().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_form_is_understood() {
        for form in [
            "2026-01-02T03:04:05Z",
            "2026-01-02T05:04:05+02:00",
            "2026-01-02t03:04:05z",
            "2026-01-02T03:04:05",
            "Fri, 02 Jan 2026 03:04:05 GMT",
            "1767323045",
            "1767323045.0",
        ] {
            assert_eq!(
                written(form).as_ref().and_then(text).as_deref(),
                Some("2026-01-02T03:04:05Z"),
                "{form}"
            );
        }
        assert_eq!(text(&given(&json!(1422172800.123)).unwrap()).unwrap(), "2015-01-25T08:00:00.123Z");
        for form in ["", "x", "nan", "1e300", "2026-13-01T00:00:00Z", "é2026-01-02T03:04:05"] {
            assert_eq!(written(form), None, "{form}");
        }
    }

    #[test]
    fn every_form_is_written() {
        let time = given(&json!("2026-01-02T03:04:05.120Z")).unwrap();
        assert_eq!(wire(&time, TimestampFormat::Iso8601).unwrap(), "2026-01-02T03:04:05.120000Z");
        assert_eq!(wire(&time, TimestampFormat::Unix).unwrap(), "1767323045.12");
        assert_eq!(wire(&time, TimestampFormat::Rfc822).unwrap(), "Fri, 02 Jan 2026 03:04:05 GMT");
        let before = given(&json!(-1.5)).unwrap();
        assert_eq!(wire(&before, TimestampFormat::Unix).unwrap(), "-1.5");
    }
}
