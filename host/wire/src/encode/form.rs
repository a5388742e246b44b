//! The query protocol and EC2's variant of it: a form whose names are the ways to the values.
//!
//! In EC2's, lists are always flat and empty ones are not sent, and names on the wire begin with a
//! capital.

use std::borrow::Cow;
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
    form.out.push_str("Action=");
    form.escaped(operation.wire_name());
    form.out.push_str("&Version=");
    form.escaped(&service.api_version);
    form.structure(all(input))?;
    draft.body = form.out.into_bytes();
    Ok(draft)
}

struct Form<'s> {
    service: &'s Service,
    ec2: bool,
    /// The way to the value that is written next, escaped.
    name: String,
    out: String,
}

impl Form<'_> {
    fn escaped(&mut self, text: &str) {
        self.out.extend(utf8_percent_encode(text, ESCAPED));
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
        self.name.extend(utf8_percent_encode(step, ESCAPED));
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

    fn step<'m>(&self, member: &'m Member) -> Cow<'m, str> {
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
                    self.name.extend(utf8_percent_encode(element, ESCAPED));
                }
                (true, None) => {}
                (false, element) => {
                    self.name.push('.');
                    self.name.extend(utf8_percent_encode(element.unwrap_or("member"), ESCAPED));
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
        self.out.push('&');
        self.out.push_str(&self.name);
        self.out.push('=');
        self.escaped(text);
        Ok(())
    }
}

fn scalar<'a>(member: &Member, kind: &Kind, value: &'a Value) -> Result<Cow<'a, str>, EncodeError> {
    text(member, kind, value, TimestampFormat::Iso8601, |bytes| BASE64_STANDARD.encode(bytes))
}

/// A value that is no object and no list, as a text; `format` is the form of times that say none.
pub(super) fn text<'a>(
    member: &Member,
    kind: &Kind,
    value: &'a Value,
    format: TimestampFormat,
    blob: impl FnOnce(&[u8]) -> String,
) -> Result<Cow<'a, str>, EncodeError> {
    let text = match (kind, value) {
        (Kind::String(_), Value::String(text)) => return Ok(Cow::Borrowed(text)),
        (Kind::String(_), _) if member.json_value => Some(value.to_string()),
        (Kind::Boolean, Value::Bool(flag)) => return Ok(Cow::Borrowed(if *flag { "true" } else { "false" })),
        (Kind::Integer | Kind::Long, Value::Number(number)) if !number.is_f64() => Some(number.to_string()),
        (Kind::Float | Kind::Double, _) => number::text(value),
        (Kind::Blob, _) => Some(blob(&super::bytes(value)?)),
        (Kind::Timestamp, _) => {
            let time = time::given(value).ok_or_else(|| mistyped(kind))?;
            time::wire(&time, member.timestamp.unwrap_or(format))
        }
        _ => None,
    };
    text.map(Cow::Owned).ok_or_else(|| mistyped(kind))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
