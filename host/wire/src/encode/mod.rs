//! Requests.

mod cbor;
mod checksum;
mod form;
mod http;
mod json;
mod trouble;
mod xml;

use std::borrow::Cow;
use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Member, Operation, Protocol, Service, Structure};

pub(crate) use checksum::differs;
pub(crate) use http::GREEDY;
pub use trouble::{EncodeError, Trouble};

use crate::{DEEPEST, quirks};

/// A request without its host.
pub struct Encoded {
    /// Method, path with query, headers and body. The URI has no host: endpoint rules give it, and
    /// for S3 they place the bucket too.
    pub request: HttpRequest,
    /// What comes before the host's name, with the dot at its end.
    pub host_prefix: Option<String>,
}

/// Without the body and the headers, in which passwords may be.
impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded").field("method", &self.request.method()).finish_non_exhaustive()
    }
}

/// A request in the making.
#[derive(Default)]
struct Draft {
    method: String,
    uri: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Draft {
    fn header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    fn has_header(&self, name: &str) -> bool {
        self.headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
    }

    fn finish(self) -> Result<HttpRequest, EncodeError> {
        let length = self.body.len();
        let mut request = HttpRequest::new(SdkBody::from(self.body));
        let invalid = || EncodeError::new(Trouble::Request);
        request.set_method(&self.method).map_err(|_| invalid())?;
        request.set_uri(self.uri).map_err(|_| invalid())?;
        for (name, value) in self.headers {
            let told = EncodeError::new(Trouble::Header(name.clone()));
            request.headers_mut().try_append(name, value).map_err(|_| told)?;
        }
        if length > 0 {
            request.headers_mut().insert("content-length", length.to_string());
        }
        Ok(request)
    }
}

/// The members of an input that are given, including those that are made up.
pub(crate) type Input<'a> = Vec<(&'a Member, Cow<'a, Value>)>;

pub(crate) fn encode<'a>(
    service: &'a Service,
    operation: &'a Operation,
    input: &'a Map<String, Value>,
    token: &mut dyn FnMut() -> String,
) -> Result<Encoded, EncodeError> {
    let nothing = const {
        &Structure {
            members: Vec::new(),
            required: Vec::new(),
            payload: None,
            union: false,
            event_stream: false,
        }
    };
    let structure = service.input(operation).unwrap_or(nothing);
    if streams(service, structure) {
        return Err(EncodeError::new(Trouble::Events));
    }
    if input.values().any(|value| is_deeper(value, DEEPEST)) {
        return Err(EncodeError::new(Trouble::Deep));
    }
    let mut members: Input<'a> = Vec::with_capacity(input.len() + 1);
    for member in given(structure, input) {
        let (member, value) = member?;
        members.push((member, Cow::Borrowed(value)));
    }
    for member in structure.members.iter().filter(|member| member.idempotency_token) {
        if !members.iter().any(|(given, _)| given.name == member.name) {
            members.push((member, Cow::Owned(Value::String(token()))));
        }
    }
    quirks::before(service, operation, structure, &mut members);
    let mut draft = match service.protocol {
        Protocol::Json10 | Protocol::Json11 => json::request(service, operation, &members)?,
        Protocol::Query | Protocol::Ec2 => form::request(service, operation, &members)?,
        Protocol::RestJson | Protocol::RestXml => http::request(service, operation, structure, &members)?,
        Protocol::RpcV2Cbor => cbor::request(service, operation, &members)?,
    };
    checksum::add(operation, structure, &members, &mut draft)?;
    for (name, value) in quirks::headers(service, operation, &draft.body) {
        if !draft.has_header(name) {
            draft.header(name, value);
        }
    }
    let host_prefix = host_prefix(service, operation, &members)?;
    Ok(Encoded { request: draft.finish()?, host_prefix })
}

/// Whether a message is a stream of events.
pub(crate) fn streams(service: &Service, structure: &Structure) -> bool {
    let of = |member: &Member| service.structure(member.shape).is_some_and(|inner| inner.event_stream);
    structure.event_stream || structure.members.iter().any(of)
}

fn is_deeper(value: &Value, left: usize) -> bool {
    let Some(left) = left.checked_sub(1) else { return true };
    match value {
        Value::Array(items) => items.iter().any(|item| is_deeper(item, left)),
        Value::Object(members) => members.values().any(|member| is_deeper(member, left)),
        _ => false,
    }
}

/// The members of a structure that are given.
fn given<'a>(
    structure: &'a Structure,
    value: &'a Map<String, Value>,
) -> impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>> {
    value.iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| {
        let member = structure.member(name);
        member.map(|member| (member, value)).ok_or_else(|| EncodeError::new(Trouble::Unknown).inside(name))
    })
}

/// The members of an input, as [`given`] has those of other structures.
fn all<'a>(
    input: &'a [(&'a Member, Cow<'a, Value>)],
) -> impl Iterator<Item = Result<(&'a Member, &'a Value), EncodeError>> {
    input.iter().map(|(member, value)| Ok((*member, value.as_ref())))
}

fn host_prefix(
    service: &Service,
    operation: &Operation,
    input: &Input<'_>,
) -> Result<Option<String>, EncodeError> {
    let Some(template) = operation.host_prefix.as_deref() else { return Ok(None) };
    if quirks::host_has_account(service, operation) {
        return Ok(None);
    }
    let mut prefix = template.to_owned();
    let labels = service.input(operation).into_iter().flat_map(|structure| &structure.members);
    for member in labels.filter(|member| member.host_label) {
        let label = format!("{{{}}}", member.name);
        if !prefix.contains(&label) {
            continue;
        }
        let value = input.iter().find(|(given, _)| given.name == member.name);
        let value = value.and_then(|(_, value)| value.as_str()).unwrap_or_default();
        if !is_host_label(value) {
            return Err(EncodeError::new(Trouble::HostLabel).inside(&member.name));
        }
        prefix = prefix.replace(&label, value);
    }
    Ok(Some(prefix))
}

/// Whether a text may be part of a host's name: labels of letters, digits and dashes with dots between
/// them. More would let an input choose the host.
fn is_host_label(text: &str) -> bool {
    text.split('.').all(|label| {
        let bytes = label.as_bytes();
        (1..=63).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
    })
}

/// The bytes of a value in base64.
fn bytes(value: &Value) -> Result<Vec<u8>, EncodeError> {
    let text = value.as_str().ok_or_else(|| EncodeError::expected("bytes in base64"))?;
    BASE64_STANDARD.decode(text).map_err(|_| EncodeError::expected("bytes in base64"))
}

/// What a value of a kind has to be.
fn mistyped(kind: &Kind) -> EncodeError {
    EncodeError::expected(match kind {
        Kind::Structure(_) | Kind::Map(_) => "an object",
        Kind::List(_) => "a list",
        Kind::String(_) => "a text",
        Kind::Integer | Kind::Long => "a whole number",
        Kind::Float | Kind::Double => "a number",
        Kind::Boolean => "true or false",
        Kind::Blob => "bytes in base64",
        Kind::Timestamp => "a time (RFC 3339, or seconds since 1970)",
        Kind::Document => "something that can be written here",
    })
}
