//! Bodies in JSON, and the protocol that has nothing else.

use serde_json::Value;
use wasmidem_models::{Kind, Member, Operation, Protocol, Service, TimestampFormat};

use super::{Draft, EncodeError, Input, all, given, mistyped};
use crate::{number, time};

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    input: &Input<'_>,
) -> Result<Draft, EncodeError> {
    let version = if service.protocol == Protocol::Json10 { "1.0" } else { "1.1" };
    let target = service.target_prefix.as_deref().unwrap_or_default();
    let mut draft = Draft { method: operation.method.to_string(), uri: "/".to_owned(), ..Draft::default() };
    draft.header("X-Amz-Target", format!("{target}.{}", operation.wire_name()));
    draft.header("Content-Type", format!("application/x-amz-json-{version}"));
    if service.query_compatible {
        draft.header("x-amzn-query-mode", "true");
    }
    draft.body = body(service, all(input))?;
    Ok(draft)
}

/// An object of members.
pub(super) fn body<'a>(
    service: &Service,
    members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { service, out: Vec::new() };
    writer.structure(members)?;
    Ok(writer.out)
}

/// One value.
pub(super) fn document(service: &Service, member: &Member, value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { service, out: Vec::new() };
    writer.value(member, value)?;
    Ok(writer.out)
}

struct Writer<'s> {
    service: &'s Service,
    out: Vec<u8>,
}

impl Writer<'_> {
    fn structure<'a>(
        &mut self,
        members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
    ) -> Result<(), EncodeError> {
        let mut separator = b'{';
        for member in members {
            let (member, value) = member?;
            self.out.push(separator);
            separator = b',';
            self.raw(&member.wire_name())?;
            self.out.push(b':');
            self.value(member, value).map_err(|error| error.inside(&member.name))?;
        }
        self.end(separator, b'{', b'}');
        Ok(())
    }

    /// The end of an object or list, which has not begun yet if it is empty.
    fn end(&mut self, separator: u8, start: u8, end: u8) {
        if separator == start {
            self.out.push(start);
        }
        self.out.push(end);
    }

    fn value(&mut self, member: &Member, value: &Value) -> Result<(), EncodeError> {
        let kind = &self.service.shape(member.shape).kind;
        match (kind, value) {
            (Kind::Structure(structure), Value::Object(members)) => self.structure(given(structure, members)),
            (Kind::List(element), Value::Array(items)) => {
                let mut separator = b'[';
                for (index, item) in items.iter().enumerate() {
                    self.out.push(separator);
                    separator = b',';
                    self.element(element, item).map_err(|error| error.at(index))?;
                }
                self.end(separator, b'[', b']');
                Ok(())
            }
            (Kind::Map(entry), Value::Object(members)) => {
                let mut separator = b'{';
                for (key, item) in members {
                    self.out.push(separator);
                    separator = b',';
                    self.raw(&key)?;
                    self.out.push(b':');
                    self.element(&entry.1, item).map_err(|error| error.inside(key))?;
                }
                self.end(separator, b'{', b'}');
                Ok(())
            }
            _ => self.scalar(member, kind, value),
        }
    }

    fn element(&mut self, element: &Member, item: &Value) -> Result<(), EncodeError> {
        if item.is_null() { self.raw(item) } else { self.value(element, item) }
    }

    fn scalar(&mut self, member: &Member, kind: &Kind, value: &Value) -> Result<(), EncodeError> {
        match (kind, value) {
            (Kind::String(_), Value::String(_)) | (Kind::Document, _) | (Kind::Boolean, Value::Bool(_)) => {
                self.raw(value)
            }
            (Kind::String(_), _) if member.json_value => self.raw(&value.to_string()),
            (Kind::Integer | Kind::Long, Value::Number(number)) if !number.is_f64() => self.raw(value),
            (Kind::Float | Kind::Double, _) if number::given(value).is_some() => self.raw(value),
            (Kind::Blob, _) => super::bytes(value).and_then(|_| self.raw(value)),
            (Kind::Timestamp, _) => {
                let time = time::given(value).ok_or_else(|| mistyped(kind))?;
                match member.timestamp.unwrap_or(TimestampFormat::Unix) {
                    TimestampFormat::Unix => self.raw(&time::number(&time)),
                    format => self.raw(&time::wire(&time, format).ok_or_else(|| mistyped(kind))?),
                }
            }
            _ => Err(mistyped(kind)),
        }
    }

    fn raw(&mut self, value: &impl serde::Serialize) -> Result<(), EncodeError> {
        serde_json::to_writer(&mut self.out, value)
            .map_err(|_| EncodeError::expected("something JSON can hold"))
    }
}
