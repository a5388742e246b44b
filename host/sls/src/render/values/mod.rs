//! The values of templates that can be changed in place, as Python's can.

mod cycler;
mod dict;
mod list;
mod methods;

use std::sync::Arc;

use minijinja::value::Serde;
use minijinja::{Error, ErrorKind, Value};

use super::meter::{ELEMENT, ENTRY, Meter, bytes};

pub(super) use cycler::Cycler;
pub(super) use dict::{Dict, all_entries, entries};
pub(super) use list::{List, elements};
pub(super) use methods::of_text;

/// Data as values of a template.
///
/// # Errors
/// When it is too much.
pub(super) fn from_json(data: &serde_json::Value, meter: &Arc<Meter>) -> Result<Value, Error> {
    Ok(match data {
        serde_json::Value::String(text) => {
            meter.make(bytes(text.len()))?;
            Value::from(text.as_str())
        }
        serde_json::Value::Array(items) => {
            meter.make(bytes(items.len()).saturating_mul(ELEMENT))?;
            let items: Result<Vec<Value>, Error> = items.iter().map(|item| from_json(item, meter)).collect();
            List::value(items?, meter)
        }
        serde_json::Value::Object(members) => {
            meter.make(bytes(members.len()).saturating_mul(ENTRY))?;
            let mut entries = Vec::with_capacity(members.len());
            for (key, member) in members {
                entries.push((Value::from(key.as_str()), from_json(member, meter)?));
            }
            Dict::value(entries, meter)
        }
        scalar => Value::from(Serde(scalar)),
    })
}

/// Whether a value can be a key: a scalar, or a tuple of scalars.
///
/// # Errors
/// When it cannot.
pub(super) fn check_key(key: &Value) -> Result<(), Error> {
    use minijinja::value::ValueKind::{Bool, None, Number, String};
    let is_scalar = |value: &Value| matches!(value.kind(), String | Number | Bool | None);
    if is_scalar(key) || (key.is_tuple() && key.try_iter()?.all(|item| is_scalar(&item))) {
        return Ok(());
    }
    // An undefined value has no members, and the engine's error says which it is.
    key.get_attr("value")?;
    Err(Error::new(ErrorKind::InvalidOperation, format!("a {} cannot be a key", key.kind())))
}

/// The error of a method that does not exist.
fn unknown_method() -> Error {
    Error::from(ErrorKind::UnknownMethod)
}
