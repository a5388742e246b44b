//! Answers in CBOR become JSON: bytes are base64, times are seconds.

use aws_smithy_cbor::Decoder;
use aws_smithy_cbor::data::Type;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};

use super::DecodeError;
use crate::{DEEPEST, number};

/// The map that a body is; nothing counts as an empty one.
pub(crate) fn read(body: &[u8]) -> Result<Map<String, Value>, DecodeError> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    let mut decoder = Decoder::new(body);
    let value = item(&mut decoder, body, DEEPEST)?;
    if decoder.position() != body.len() {
        return Err(DecodeError::malformed("CBOR", "something follows it"));
    }
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(DecodeError::malformed("CBOR", "it is no map")),
    }
}

fn bad(error: impl ToString) -> DecodeError {
    DecodeError::malformed("CBOR", error)
}

fn item(decoder: &mut Decoder<'_>, body: &[u8], left: usize) -> Result<Value, DecodeError> {
    let left = left.checked_sub(1).ok_or(DecodeError::Deep)?;
    Ok(match decoder.datatype().map_err(bad)? {
        Type::Bool => decoder.boolean().map_err(bad)?.into(),
        Type::Null | Type::Undefined => {
            decoder.skip().map_err(bad)?;
            Value::Null
        }
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => decoder.long().map_err(bad)?.into(),
        Type::F16 | Type::F32 => number::value(decoder.float().map_err(bad)?.into()),
        Type::F64 => number::value(decoder.double().map_err(bad)?),
        Type::Bytes | Type::BytesIndef => {
            BASE64_STANDARD.encode(decoder.blob().map_err(bad)?.as_ref()).into()
        }
        Type::String | Type::StringIndef => decoder.string().map_err(bad)?.into(),
        Type::Array | Type::ArrayIndef => {
            let mut items = Vec::new();
            let count = decoder.list().map_err(bad)?;
            while more(decoder, count, items.len())? {
                items.push(item(decoder, body, left)?);
            }
            Value::Array(items)
        }
        Type::Map | Type::MapIndef => {
            let mut members = Map::new();
            let count = decoder.map().map_err(bad)?;
            let mut seen = 0;
            while more(decoder, count, seen)? {
                seen += 1;
                let name = decoder.string().map_err(bad)?;
                members.insert(name, item(decoder, body, left)?);
            }
            Value::Object(members)
        }
        Type::Tag => tagged(decoder, body, left)?,
        other => return Err(bad(format!("it has {other:?} in it"))),
    })
}

/// A time. The SDK's reader would cut it to milliseconds, so the number is read without its tag.
fn tagged(decoder: &mut Decoder<'_>, body: &[u8], left: usize) -> Result<Value, DecodeError> {
    /// The tag of seconds since 1970.
    const TIME: u8 = 0xC1;
    let place = decoder.position();
    if body.get(place) != Some(&TIME) {
        return Err(bad("it has a tag in it that is not that of a time"));
    }
    decoder.set_position(place + 1);
    match item(decoder, body, left)? {
        Value::Number(number) => Ok(Value::Number(number)),
        _ => Err(bad("it has a time in it that is no number")),
    }
}

/// Whether a list or map goes on.
fn more(decoder: &mut Decoder<'_>, count: Option<u64>, seen: usize) -> Result<bool, DecodeError> {
    match count {
        Some(count) => Ok((seen as u64) < count),
        None if decoder.datatype().map_err(bad)? == Type::Break => {
            decoder.skip().map_err(bad)?;
            Ok(false)
        }
        None => Ok(true),
    }
}
