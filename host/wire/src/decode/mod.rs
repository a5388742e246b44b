//! Answers.

mod cbor;
pub(crate) mod headers;
mod json;
mod xml;

pub(crate) use cbor::read as read_cbor;
pub(crate) use json::read as read_json;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Member, Message, Operation, Protocol, Service, Structure};

use crate::ErrorAnswer;
use crate::xml::{Document, Element};

/// Why an answer cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The body is cut off, or not in the format of the protocol.
    #[error("the answer is no whole {format}: {problem}")]
    Malformed {
        /// The format.
        format: &'static str,
        /// What the parser says.
        problem: String,
    },
    /// The body is that of something else, such as a proxy's login page.
    #[error("the answer does not belong to the operation: it is `<{0}>`")]
    Foreign(String),
    /// A value is not what the model says.
    #[error("`{place}` of the answer is not {expected}")]
    Mistyped {
        /// The member, in its innermost structure.
        place: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The body is not that of the checksum that came with it.
    #[error("the body of the answer has another checksum than was sent with it")]
    Damaged,
    /// Nested deeper than is ever answered.
    #[error("the answer is nested too deep")]
    Deep,
    /// The body is not in memory.
    #[error("the body of the answer was not read")]
    Unread,
    /// The answer is a stream of events.
    #[error("streams of events cannot be read")]
    Events,
    /// The status says success and the body tells of an error.
    #[error("{} ({})", .0.message, .0.code)]
    Refused(Box<ErrorAnswer>),
}

impl DecodeError {
    fn malformed(format: &'static str, problem: impl ToString) -> Self {
        Self::Malformed { format, problem: problem.to_string() }
    }

    fn mistyped(member: &Member, expected: &'static str) -> Self {
        Self::Mistyped { place: member.name.to_string(), expected }
    }
}

pub(crate) fn body(response: &HttpResponse) -> Result<&[u8], DecodeError> {
    response.body().bytes().ok_or(DecodeError::Unread)
}

pub(crate) fn decode(
    service: &Service,
    operation: &Operation,
    response: &HttpResponse,
) -> Result<Map<String, Value>, DecodeError> {
    let body = body(response)?;
    let output = operation.output.as_ref();
    let structure = service.output(operation);
    if structure.is_some_and(|structure| crate::encode::streams(service, structure)) {
        return Err(DecodeError::Events);
    }
    let Some((message, structure)) = output.zip(structure) else {
        whole(service, operation, body)?;
        return Ok(Map::new());
    };
    match service.protocol {
        Protocol::Json10 | Protocol::Json11 => json::structure(service, structure, json::read(body)?),
        Protocol::RpcV2Cbor => json::structure(service, structure, cbor::read(body)?),
        Protocol::Query | Protocol::Ec2 => {
            let document = parse(body)?;
            let root = owned_root(&document, operation)?;
            xml::structure(service, structure, result(root, message)?)
        }
        Protocol::RestJson | Protocol::RestXml => rest(service, structure, response, body, false),
    }
}

/// The members of an error, from its body and headers.
pub(crate) fn error_members(
    service: &Service,
    structure: &Structure,
    response: &HttpResponse,
    body: &[u8],
) -> Result<Map<String, Value>, DecodeError> {
    match service.protocol {
        Protocol::Json10 | Protocol::Json11 => json::structure(service, structure, json::read(body)?),
        Protocol::RpcV2Cbor => json::structure(service, structure, cbor::read(body)?),
        Protocol::Query | Protocol::Ec2 => {
            let document = parse(body)?;
            xml::structure(service, structure, error_root(document.root()))
        }
        Protocol::RestJson | Protocol::RestXml => rest(service, structure, response, body, true),
    }
}

/// The element that holds the members of an error.
fn error_root<'a, 'i>(root: Element<'a, 'i>) -> Element<'a, 'i> {
    let around = root.child("Errors").unwrap_or(root);
    if matches!(root.name(), "ErrorResponse" | "Response") {
        return around.child("Error").unwrap_or(root);
    }
    root
}

/// Checks an answer that has nothing to read.
fn whole(service: &Service, operation: &Operation, body: &[u8]) -> Result<(), DecodeError> {
    match service.protocol {
        Protocol::Query | Protocol::Ec2 => owned_root(&parse(body)?, operation).map(|_| ()),
        Protocol::RpcV2Cbor => cbor::read(body).map(|_| ()),
        // Some services answer with words that are no XML or JSON; what a proxy says is HTML.
        Protocol::RestXml if !body.trim_ascii_start().starts_with(b"<") => Ok(()),
        Protocol::RestXml => foreign(&parse(body)?),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson if body.trim_ascii().is_empty() => Ok(()),
        Protocol::RestJson if !body.trim_ascii_start().starts_with(b"<") => Ok(()),
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => json::parse(body).map(|_| ()),
    }
}

fn parse(body: &[u8]) -> Result<Document<'_>, DecodeError> {
    let text = std::str::from_utf8(body).map_err(|error| DecodeError::malformed("XML", error))?;
    Document::parse(text).map_err(|error| DecodeError::malformed("XML", error))
}

/// The root, which in the query protocols is named after the operation.
fn owned_root<'a, 'i>(
    document: &'a Document<'i>,
    operation: &Operation,
) -> Result<Element<'a, 'i>, DecodeError> {
    let root = document.root();
    let name = root.name();
    match name.strip_suffix("Response") {
        Some(owner) if owner == operation.wire_name() => Ok(root),
        _ => Err(DecodeError::Foreign(name.to_owned())),
    }
}

/// The element with the members of an output.
fn result<'a, 'i>(root: Element<'a, 'i>, message: &Message) -> Result<Element<'a, 'i>, DecodeError> {
    let Some(wrapper) = message.wrapper.as_deref() else { return Ok(root) };
    let expected = || DecodeError::Mistyped { place: wrapper.to_owned(), expected: "there" };
    root.child(wrapper).ok_or_else(expected)
}

/// Refuses what is surely no answer of a service whose roots have names that no model knows.
fn foreign(document: &Document<'_>) -> Result<(), DecodeError> {
    let name = document.root().name();
    if name.eq_ignore_ascii_case("html") || matches!(name, "Error" | "ErrorResponse") {
        return Err(DecodeError::Foreign(name.to_owned()));
    }
    Ok(())
}

fn rest(
    service: &Service,
    structure: &Structure,
    response: &HttpResponse,
    body: &[u8],
    is_error: bool,
) -> Result<Map<String, Value>, DecodeError> {
    let mut output = headers::members(service, structure, response)?;
    let is_json = service.protocol == Protocol::RestJson;
    let Some(member) = structure.payload() else {
        if is_json {
            if !structure.members.is_empty() || !body.trim_ascii().is_empty() {
                output.extend(json::structure(service, structure, json::read(body)?)?);
            }
        } else if !body.is_empty() {
            let document = parse(body)?;
            let root = document.root();
            if !is_error {
                foreign(&document)?;
            }
            output.extend(xml::structure(
                service,
                structure,
                if is_error { error_root(root) } else { root },
            )?);
        }
        return Ok(output);
    };
    let value = match &service.shape(member.shape).kind {
        Kind::Blob => Some(BASE64_STANDARD.encode(body).into()),
        Kind::String(_) => {
            let text = std::str::from_utf8(body).map_err(|error| DecodeError::malformed("text", error))?;
            Some(text.into())
        }
        Kind::Structure(inner) if body.trim_ascii().is_empty() => {
            (!inner.union).then(|| Value::Object(Map::new()))
        }
        _ if !is_json => {
            let document = parse(body)?;
            foreign(&document)?;
            Some(xml::value(service, member, document.root(), 0)?)
        }
        Kind::Document if body.is_empty() => None,
        Kind::Document => Some(json::parse(body)?),
        _ => Some(json::value(service, member, Value::Object(json::read(body)?))?),
    };
    if let Some(value) = value {
        output.insert(member.name.to_string(), value);
    }
    Ok(output)
}
