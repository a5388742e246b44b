//! The protocols whose members may be in the path, the query, headers and the body.

use std::borrow::Cow;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, utf8_percent_encode};
use serde_json::Value;
use wasmidem_models::{Kind, Location, Member, Operation, Protocol, Service, Structure, TimestampFormat};

use super::form::{ESCAPED, text};
use super::{Draft, EncodeError, Input, Trouble, json, mistyped, xml};
use crate::{quirks, time};

/// What is escaped in a label that may have slashes.
pub(crate) const GREEDY: &AsciiSet = &ESCAPED.remove(b'/');

pub(super) fn request(
    service: &Service,
    operation: &Operation,
    structure: &Structure,
    input: &Input<'_>,
) -> Result<Draft, EncodeError> {
    let mut draft = Draft { method: operation.method.to_string(), ..Draft::default() };
    let template = quirks::uri(service, operation);
    let (path, fixed) = template.split_once('?').unwrap_or((&template, ""));
    draft.uri = self::path(service, path, input)?;
    let mut query = Query { text: fixed.to_owned() };
    for (member, value) in input {
        match member.location {
            Location::Query => query.member(service, member, value),
            Location::Header => header(service, &mut draft, member, value),
            Location::Headers => headers(service, &mut draft, member, value),
            Location::Path | Location::Body | Location::Status => Ok(()),
        }
        .map_err(|error| error.inside(&member.name))?;
    }
    query.maps(input)?;
    if quirks::searches_by_post(service, operation) {
        draft.method = "POST".to_owned();
        draft.body = query.text.into_bytes();
        draft.header("Content-Type", "application/x-www-form-urlencoded");
        return Ok(draft);
    }
    if !query.text.is_empty() {
        draft.uri.push('?');
        draft.uri.push_str(&query.text);
    }
    body(service, operation, structure, input, &mut draft)?;
    Ok(draft)
}

fn path(service: &Service, template: &str, input: &Input<'_>) -> Result<String, EncodeError> {
    let mut path = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let (label, after) = after.split_once('}').unwrap_or((after, ""));
        rest = after;
        let (name, escaped) = match label.strip_suffix('+') {
            Some(name) => (name, GREEDY),
            None => (label, ESCAPED),
        };
        let is_it = |member: &Member| member.location == Location::Path && member.wire_name() == name;
        let missing = || EncodeError::new(Trouble::Label(name.to_owned()));
        let (member, value) = input.iter().find(|(member, _)| is_it(member)).ok_or_else(missing)?;
        let value = scalar(service, member, value, TimestampFormat::Iso8601)
            .map_err(|error| error.inside(&member.name))?;
        // An empty one would be another path, and so another operation.
        if value.is_empty() {
            return Err(missing());
        }
        path.extend(utf8_percent_encode(&value, escaped));
    }
    path.push_str(rest);
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    Ok(path)
}

struct Query {
    text: String,
}

impl Query {
    fn put(&mut self, name: &str, value: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.extend(utf8_percent_encode(name, ESCAPED));
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, ESCAPED));
    }

    fn member(&mut self, service: &Service, member: &Member, value: &Value) -> Result<(), EncodeError> {
        match (&service.shape(member.shape).kind, value) {
            (Kind::List(element), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.is_null()) {
                    let text = scalar(service, element, item, TimestampFormat::Iso8601);
                    self.put(member.wire_name(), &text.map_err(|error| error.at(index))?);
                }
            }
            (Kind::Map(_), _) => {}
            _ => self.put(member.wire_name(), &scalar(service, member, value, TimestampFormat::Iso8601)?),
        }
        Ok(())
    }

    /// Writes maps whose keys are names in the query; a member of the same name goes first.
    fn maps(&mut self, input: &Input<'_>) -> Result<(), EncodeError> {
        let named = |name: &str| {
            let same = |member: &Member, value: &Value| member.wire_name() == name && !value.is_object();
            input.iter().any(|(member, value)| member.location == Location::Query && same(member, value))
        };
        for (member, value) in input.iter().filter(|(member, _)| member.location == Location::Query) {
            let entries = value.as_object().into_iter().flatten();
            for (name, value) in entries.filter(|(name, _)| !named(name)) {
                let single = std::slice::from_ref(value);
                for value in value.as_array().map_or(single, Vec::as_slice) {
                    let text = value.as_str().ok_or_else(|| EncodeError::expected("a text or texts"));
                    self.put(name, text.map_err(|error| error.inside(name).inside(&member.name))?);
                }
            }
        }
        Ok(())
    }
}

fn scalar(
    service: &Service,
    member: &Member,
    value: &Value,
    format: TimestampFormat,
) -> Result<String, EncodeError> {
    let kind = &service.shape(member.shape).kind;
    text(member, kind, value, format, |bytes| BASE64_STANDARD.encode(bytes)).map(Cow::into_owned)
}

fn header(service: &Service, draft: &mut Draft, member: &Member, value: &Value) -> Result<(), EncodeError> {
    let text = match (&service.shape(member.shape).kind, value) {
        (Kind::List(_), Value::Array(items)) if items.is_empty() => return Ok(()),
        (Kind::List(element), Value::Array(items)) => {
            let items = items.iter().enumerate().filter(|(_, item)| !item.is_null());
            let texts = items.map(|(index, item)| {
                let text = scalar(service, element, item, TimestampFormat::Rfc822);
                let text = text.map_err(|error| error.at(index))?;
                let quoted =
                    matches!(service.shape(element.shape).kind, Kind::String(_)) && text.contains(['"', ',']);
                Ok(if quoted { format!("\"{}\"", text.replace('"', "\\\"")) } else { text })
            });
            texts.collect::<Result<Vec<_>, EncodeError>>()?.join(",")
        }
        (Kind::String(_), _) if member.json_value => BASE64_STANDARD.encode(value.to_string()),
        (Kind::Timestamp, _) => {
            // Headers have whole seconds, whatever their form.
            let time = time::given(value).map(|time| Value::from(time.secs()));
            scalar(service, member, time.as_ref().unwrap_or(value), TimestampFormat::Rfc822)?
        }
        _ => scalar(service, member, value, TimestampFormat::Rfc822)?,
    };
    draft.header(member.wire_name(), text);
    Ok(())
}

fn headers(service: &Service, draft: &mut Draft, member: &Member, value: &Value) -> Result<(), EncodeError> {
    let kind = &service.shape(member.shape).kind;
    let (Kind::Map(entry), Value::Object(members)) = (kind, value) else { return Err(mistyped(kind)) };
    for (name, value) in members {
        let text = scalar(service, &entry.1, value, TimestampFormat::Rfc822);
        let name = format!("{}{name}", member.wire_name.as_deref().unwrap_or_default());
        draft.header(&name, text.map_err(|error| error.inside(&name))?);
    }
    Ok(())
}

fn body(
    service: &Service,
    operation: &Operation,
    structure: &Structure,
    input: &Input<'_>,
    draft: &mut Draft,
) -> Result<(), EncodeError> {
    let is_json = service.protocol == Protocol::RestJson;
    if let Some(member) = structure.payload() {
        let value = input.iter().find(|(given, _)| given.name == member.name).map(|(_, value)| &**value);
        let inside = |error: EncodeError| error.inside(&member.name);
        return match (&service.shape(member.shape).kind, value) {
            (Kind::Blob, Some(value)) => {
                draft.body = super::bytes(value).map_err(inside)?;
                Ok(())
            }
            (Kind::String(_), Some(value)) => {
                let text = scalar(service, member, value, TimestampFormat::Iso8601).map_err(inside)?;
                draft.body = text.into_bytes();
                Ok(())
            }
            (Kind::Blob | Kind::String(_), None) => Ok(()),
            (_, Some(value)) if is_json => {
                let body = json::document(service, member, value).map_err(inside)?;
                set(draft, "application/json", body)
            }
            (_, Some(value)) => {
                set(draft, "application/xml", xml::document(service, member, value).map_err(inside)?)
            }
            (_, None) if is_json => set(draft, "application/json", b"{}".to_vec()),
            (_, None) => Ok(()),
        };
    }
    let in_body = |member: &Member| matches!(member.location, Location::Body | Location::Status);
    let given = input.iter().filter(|(member, _)| in_body(member));
    let given = given.map(|(member, value)| Ok((*member, value.as_ref())));
    if is_json {
        if structure.members.iter().any(in_body) {
            return set(draft, "application/json", json::body(service, given)?);
        }
    } else if input.iter().any(|(member, _)| in_body(member))
        && let Some(message) = &operation.input
    {
        let shape = service.shape(message.shape);
        let root = message.xml_name.as_ref().or(shape.xml_name.as_ref()).unwrap_or(&shape.name);
        let body = xml::body(service, root, message.xml_namespace.as_ref(), given)?;
        return set(draft, "application/xml", body);
    }
    Ok(())
}

fn set(draft: &mut Draft, content_type: &str, body: Vec<u8>) -> Result<(), EncodeError> {
    draft.body = body;
    if !draft.has_header("content-type") {
        draft.header("Content-Type", content_type);
    }
    Ok(())
}
