//! Bodies in XML.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use wasmidem_models::{Kind, Member, Service, TimestampFormat, XmlNamespace};

use super::form::text;
use super::{EncodeError, given, mistyped};

/// A document whose root has the members of a structure.
pub(super) fn body<'a>(
    service: &Service,
    root: &str,
    namespace: Option<&XmlNamespace>,
    members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { service, out: String::new() };
    writer.structure(root, namespace, members)?;
    Ok(writer.out.into_bytes())
}

/// A document that is one value.
pub(super) fn document(service: &Service, member: &Member, value: &Value) -> Result<Vec<u8>, EncodeError> {
    let mut writer = Writer { service, out: String::new() };
    writer.value(member.wire_name(), member, value)?;
    Ok(writer.out.into_bytes())
}

struct Writer<'s> {
    service: &'s Service,
    out: String,
}

impl Writer<'_> {
    /// The start of an element, without its end, so that attributes may follow.
    fn start(&mut self, name: &str, namespace: Option<&XmlNamespace>) {
        self.out.push('<');
        self.out.push_str(name);
        if let Some(namespace) = namespace {
            let name = match &namespace.prefix {
                Some(prefix) => format!("xmlns:{prefix}"),
                None => "xmlns".to_owned(),
            };
            self.attribute(&name, &namespace.uri);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        let start = self.out.len();
        self.escape(value);
        if self.out.get(start..).is_some_and(|written| written.contains(['"', '\t'])) {
            let written = self.out.split_off(start);
            self.out.push_str(&written.replace('"', "&quot;").replace('\t', "&#x9;"));
        }
        self.out.push('"');
    }

    /// The end of the start of an element: where its content begins.
    fn open(&mut self) -> usize {
        self.out.push('>');
        self.out.len()
    }

    /// The end of an element whose content begins there.
    fn end(&mut self, name: &str, start: usize) {
        if self.out.len() == start && self.out.pop().is_some() {
            self.out.push_str(" />");
            return;
        }
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Line ends are escaped too: a reader would make others of them.
    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                '\n' => self.out.push_str("&#xA;"),
                _ => self.out.push(letter),
            }
        }
    }

    fn structure<'a>(
        &mut self,
        name: &str,
        namespace: Option<&XmlNamespace>,
        members: impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>>,
    ) -> Result<(), EncodeError> {
        self.start(name, namespace);
        let mut elements = Vec::new();
        for member in members {
            let (member, value) = member?;
            if member.xml_attribute {
                let text = self.scalar(member, value).map_err(|error| error.inside(&member.name))?;
                self.attribute(member.wire_name(), &text);
            } else {
                elements.push((member, value));
            }
        }
        let start = self.open();
        for (member, value) in elements {
            self.value(member.wire_name(), member, value).map_err(|error| error.inside(&member.name))?;
        }
        self.end(name, start);
        Ok(())
    }

    fn value(&mut self, name: &str, member: &Member, value: &Value) -> Result<(), EncodeError> {
        let namespace = member.xml_namespace.as_ref();
        match (&self.service.shape(member.shape).kind, value) {
            (_, Value::Null) => {
                self.start(name, namespace);
                self.out.push_str(" />");
                Ok(())
            }
            (Kind::Structure(structure), Value::Object(members)) => {
                self.structure(name, namespace, given(structure, members))
            }
            (Kind::List(element), Value::Array(items)) => self.around(name, member, |writer| {
                let name =
                    if member.flattened { name } else { element.wire_name.as_deref().unwrap_or("member") };
                items.iter().enumerate().try_for_each(|(index, item)| {
                    writer.value(name, element, item).map_err(|error| error.at(index))
                })
            }),
            (Kind::Map(entry), Value::Object(members)) => self.around(name, member, |writer| {
                let name = if member.flattened { name } else { "entry" };
                let (key, value) = &**entry;
                members.iter().try_for_each(|(text, item)| {
                    writer.start(name, None);
                    let start = writer.open();
                    let key_name = key.wire_name.as_deref().unwrap_or("key");
                    writer.start(key_name, key.xml_namespace.as_ref());
                    let key_start = writer.open();
                    writer.escape(text);
                    writer.end(key_name, key_start);
                    let value_name = value.wire_name.as_deref().unwrap_or("value");
                    writer.value(value_name, value, item).map_err(|error| error.inside(text))?;
                    writer.end(name, start);
                    Ok(())
                })
            }),
            _ => {
                let text = self.scalar(member, value)?;
                self.start(name, namespace);
                let start = self.open();
                self.escape(&text);
                self.end(name, start);
                Ok(())
            }
        }
    }

    /// Writes elements, inside of an element of their own unless they are flattened.
    fn around(
        &mut self,
        name: &str,
        member: &Member,
        write: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if member.flattened {
            return write(self);
        }
        self.start(name, member.xml_namespace.as_ref());
        let start = self.open();
        write(self)?;
        self.end(name, start);
        Ok(())
    }

    fn scalar(&self, member: &Member, value: &Value) -> Result<String, EncodeError> {
        let kind = &self.service.shape(member.shape).kind;
        if matches!(kind, Kind::Document) {
            return Err(mistyped(kind));
        }
        text(member, kind, value, TimestampFormat::Iso8601, |bytes| BASE64_STANDARD.encode(bytes))
            .map(Cow::into_owned)
    }
}
