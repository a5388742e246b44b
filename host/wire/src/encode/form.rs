//! The query protocol and EC2's variant of it: a form whose names are the ways to the values.
//!
//! In EC2's, lists are always flat and empty ones are not sent, and names on the wire begin with a
//! capital.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use wasmidem_models::{Kind, Member, Operation, Protocol, Service, TimestampFormat};

use super::{Draft, EncodeError, Input, all, given, mistyped};
use crate::{number, time};

/// What is escaped in queries and forms.
pub(super) const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    input: &Input<'_>,
) -> Result<Draft, EncodeError> {
    let mut draft = Draft { method: operation.method.to_string(), uri: "/".to_owned(), ..Draft::default() };
    draft.header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    let mut form =
        Form { service, ec2: service.protocol == Protocol::Ec2, name: String::new(), out: String::new() };
    form.put("Action", operation.wire_name());
    form.put("Version", &service.api_version);
    form.structure(all(input))?;
    draft.body = form.out.into_bytes();
    Ok(draft)
}

struct Form<'s> {
    service: &'s Service,
    ec2: bool,
    /// The way to the value that is written next.
    name: String,
    out: String,
}

impl Form<'_> {
    fn put(&mut self, name: &str, value: &str) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        self.out.extend(utf8_percent_encode(name, ESCAPED));
        self.out.push('=');
        self.out.extend(utf8_percent_encode(value, ESCAPED));
    }

    /// Writes what is one step further down.
    fn below(
        &mut self,
        step: &str,
        write: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let length = self.name.len();
        if length > 0 {
            self.name.push('.');
        }
        self.name.push_str(step);
        let result = write(self);
        self.name.truncate(length);
        result
    }

    /// Writes an element of a list or map.
    fn nth(
        &mut self,
        index: usize,
        write: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let length = self.name.len();
        // Writing to a string does not fail.
        let _ = write!(self.name, ".{}", index + 1);
        let result = write(self).map_err(|error| error.at(index));
        self.name.truncate(length);
        result
    }

    fn step<'m>(&self, member: &'m Member) -> std::borrow::Cow<'m, str> {
        if !self.ec2 {
            return member.wire_name().into();
        }
        match (&member.query_name, &member.wire_name) {
            (Some(name), _) => (&**name).into(),
            (None, Some(name)) => capitalised(name).into(),
            (None, None) => capitalised(&member.name).into(),
        }
    }

    fn structure<'a>(
        &mut self,
        members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
    ) -> Result<(), EncodeError> {
        for member in members {
            let (member, value) = member?;
            let step = self.step(member);
            self.below(&step, |form| form.value(member, value))
                .map_err(|error| error.inside(&member.name))?;
        }
        Ok(())
    }

    fn value(&mut self, member: &Member, value: &Value) -> Result<(), EncodeError> {
        let kind = &self.service.shape(member.shape).kind;
        match (kind, value) {
            (_, Value::Null) => Ok(()),
            (Kind::Structure(structure), Value::Object(members)) => self.structure(given(structure, members)),
            (Kind::List(element), Value::Array(items)) => self.list(member, element, items),
            (Kind::Map(entry), Value::Object(members)) => {
                let (key, value) = &**entry;
                let flattened = member.flattened;
                let key_step = key.wire_name.as_ref().map_or("key".into(), |_| self.step(key));
                let value_step = value.wire_name.as_ref().map_or("value".into(), |_| self.step(value));
                let length = self.name.len();
                if !flattened {
                    self.name.push_str(".entry");
                }
                for (index, (name, item)) in members.iter().enumerate() {
                    self.nth(index, |form| {
                        form.below(&key_step, |form| form.text(name))?;
                        form.below(&value_step, |form| form.value(value, item))
                    })?;
                }
                self.name.truncate(length);
                Ok(())
            }
            _ => {
                let text = scalar(member, kind, value)?;
                self.text(&text)
            }
        }
    }

    fn list(&mut self, member: &Member, element: &Member, items: &[Value]) -> Result<(), EncodeError> {
        let name = self.name.clone();
        if !self.ec2 {
            if items.is_empty() {
                return self.text("");
            }
            match (member.flattened, element.wire_name.as_deref()) {
                (true, Some(element)) => {
                    // The name of the element takes the place of the name of the list.
                    self.name.truncate(self.name.rfind('.').map_or(0, |dot| dot + 1));
                    self.name.push_str(element);
                }
                (true, None) => {}
                (false, element) => {
                    self.name.push('.');
                    self.name.push_str(element.unwrap_or("member"));
                }
            }
        }
        for (index, item) in items.iter().enumerate() {
            self.nth(index, |form| form.value(element, item))?;
        }
        self.name = name;
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), EncodeError> {
        let name = std::mem::take(&mut self.name);
        self.put(&name, text);
        self.name = name;
        Ok(())
    }
}

fn scalar(member: &Member, kind: &Kind, value: &Value) -> Result<String, EncodeError> {
    text(member, kind, value, TimestampFormat::Iso8601, |bytes| BASE64_STANDARD.encode(bytes))
}

/// A value that is no object and no list, as a text; `format` is the form of times that say none.
pub(super) fn text(
    member: &Member,
    kind: &Kind,
    value: &Value,
    format: TimestampFormat,
    blob: impl FnOnce(&[u8]) -> String,
) -> Result<String, EncodeError> {
    match (kind, value) {
        (Kind::String(_), Value::String(text)) => Ok(text.clone()),
        (Kind::String(_), _) if member.json_value => Ok(value.to_string()),
        (Kind::Boolean, Value::Bool(flag)) => Ok(flag.to_string()),
        (Kind::Integer | Kind::Long, Value::Number(number)) if !number.is_f64() => Ok(number.to_string()),
        (Kind::Float | Kind::Double, _) => number::text(value).ok_or_else(|| mistyped(kind)),
        (Kind::Blob, _) => Ok(blob(&super::bytes(value)?)),
        (Kind::Timestamp, _) => {
            let time = time::given(value).ok_or_else(|| mistyped(kind))?;
            time::wire(&time, member.timestamp.unwrap_or(format)).ok_or_else(|| mistyped(kind))
        }
        _ => Err(mistyped(kind)),
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
