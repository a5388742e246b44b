//! Answers in JSON, and in CBOR once they are JSON.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Number, Value};
use wasmidem_models::{Kind, Member, Service, Structure};

use super::DecodeError;
use crate::{number, time};

/// The object that a body is; nothing counts as an empty one.
pub(crate) fn read(body: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match parse(body)? {
        Value::Object(members) => Ok(members),
        Value::Null => Ok(Map::new()),
        _ => Err(DecodeError::malformed("JSON", "it is no object")),
    }
}

/// The value that a body is. How deep it may be nested is limited by serde_json.
pub(super) fn parse(body: &[u8]) -> Result<Value, DecodeError> {
    serde_json::from_slice(body).map_err(|error| DecodeError::malformed("JSON", error))
}

pub(super) fn structure(
    service: &Service,
    structure: &Structure,
    mut members: Map<String, Value>,
) -> Result<Map<String, Value>, DecodeError> {
    if structure.union
        && let Some(unknown) = unknown_member(structure, &members)?
    {
        return Ok(unknown);
    }
    let mut output = Map::with_capacity(members.len().min(structure.members.len()));
    for member in &structure.members {
        if members.is_empty() {
            break;
        }
        let Some(given) = members.swap_remove(member.wire_name()) else { continue };
        if !given.is_null() {
            output.insert(member.name.to_string(), value(service, member, given)?);
        }
    }
    Ok(output)
}

/// A member of a union that the model does not know, in botocore's form.
fn unknown_member(
    structure: &Structure,
    members: &Map<String, Value>,
) -> Result<Option<Map<String, Value>>, DecodeError> {
    let mut set = members.iter().filter(|(name, value)| *name != "__type" && !value.is_null());
    let (Some((name, _)), None) = (set.next(), set.next()) else {
        return Err(DecodeError::Mistyped { place: "a union".to_owned(), expected: "exactly one member" });
    };
    let known = structure.members.iter().any(|member| member.wire_name() == name);
    Ok((!known).then(|| unknown(name)))
}

/// What stands for a member of a union that the model does not know.
pub(super) fn unknown(name: &str) -> Map<String, Value> {
    let name = Value::Object(Map::from_iter([("name".to_owned(), name.into())]));
    Map::from_iter([("SDK_UNKNOWN_MEMBER".to_owned(), name)])
}

/// A value. Nulls in lists stay, and in maps that may have them. As in botocore, what should be a text or a
/// number is taken as it is.
pub(super) fn value(service: &Service, member: &Member, given: Value) -> Result<Value, DecodeError> {
    let mistyped = |expected| DecodeError::mistyped(member, expected);
    Ok(match (&service.shape(member.shape).kind, given) {
        (_, Value::Null) => Value::Null,
        (Kind::Document, given) => given,
        (Kind::Structure(inner), Value::Object(members)) => {
            Value::Object(structure(service, inner, members)?)
        }
        (Kind::Structure(_), _) => return Err(mistyped("an object")),
        (Kind::List(element), Value::Array(items)) => {
            let items = items.into_iter().map(|item| value(service, element, item));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        (Kind::List(_), _) => return Err(mistyped("a list")),
        (Kind::Map(entry), Value::Object(mut members)) => {
            if !service.shape(member.shape).sparse {
                members.retain(|_, item| !item.is_null());
            }
            for item in members.values_mut() {
                *item = value(service, &entry.1, item.take())?;
            }
            Value::Object(members)
        }
        (Kind::Map(_), _) => return Err(mistyped("an object")),
        (Kind::Timestamp, given) => {
            let time = match &given {
                Value::Number(number) => time::seconds(number),
                Value::String(text) => time::written(text),
                _ => None,
            };
            time.and_then(|time| time::text(&time)).ok_or_else(|| mistyped("a time"))?.into()
        }
        (Kind::Blob, Value::String(text)) => match BASE64_STANDARD.decode(&text) {
            Ok(_) => Value::String(text),
            Err(_) => blob(&text).ok_or_else(|| mistyped("base64"))?,
        },
        (Kind::Blob, _) => return Err(mistyped("base64")),
        (Kind::Integer | Kind::Long | Kind::Float | Kind::Double | Kind::Boolean, Value::String(text)) => {
            scalar(service, member, &text)?
        }
        (Kind::Integer | Kind::Long, Value::Number(number)) => Value::Number(whole(number)),
        (_, given) => given,
    })
}

/// A number without its fraction, where it is nought.
fn whole(number: Number) -> Number {
    match number.as_f64() {
        #[expect(clippy::cast_possible_truncation, reason = "bounded by the condition")]
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e18 => (float as i64).into(),
        _ => number,
    }
}

/// Base64 with line ends in it, as some services write it.
pub(super) fn blob(text: &str) -> Option<Value> {
    let plain: String = text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    BASE64_STANDARD.decode(&plain).ok().map(|_| plain.into())
}

/// A value that is written as a text: in headers, in XML, and by some services in JSON.
pub(super) fn scalar(service: &Service, member: &Member, text: &str) -> Result<Value, DecodeError> {
    let mistyped = |expected| DecodeError::mistyped(member, expected);
    Ok(match &service.shape(member.shape).kind {
        Kind::String(_) => text.into(),
        Kind::Integer | Kind::Long => {
            text.trim().parse::<i64>().map_err(|_| mistyped("a whole number"))?.into()
        }
        Kind::Float | Kind::Double => match number::word(text) {
            Some(_) => text.into(),
            None => number::value(text.trim().parse().map_err(|_| mistyped("a number"))?),
        },
        Kind::Boolean => text.trim().eq_ignore_ascii_case("true").into(),
        Kind::Blob => blob(text).ok_or_else(|| mistyped("base64"))?,
        Kind::Timestamp => {
            let time = time::written(text).and_then(|time| time::text(&time));
            time.ok_or_else(|| mistyped("a time"))?.into()
        }
        Kind::Structure(_) | Kind::List(_) | Kind::Map(_) | Kind::Document => {
            return Err(mistyped("an object or list"));
        }
    })
}
