//! The error that an answer tells of, with the code that botocore finds in it.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value};
use wasmidem_models::{Kind, Operation, Protocol, Service};

use crate::decode::headers::header;
use crate::decode::{error_members, read_cbor, read_json};
use crate::quirks;
use crate::xml::{Document, Element};

/// The header that names an error.
const ERROR_TYPE: &str = "x-amzn-errortype";

/// An error of AWS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErrorAnswer {
    /// The code, e.g. `InvalidVpcID.NotFound`; the status where there is none.
    pub code: String,
    /// What AWS says about it; may be empty.
    pub message: String,
    /// The id that AWS gave the request.
    pub request_id: Option<String>,
    /// The members of the error's shape, if the model knows the code.
    pub members: Map<String, Value>,
    /// The name of that shape, e.g. `ResourceNotFoundException`.
    pub shape: Option<String>,
}

pub(crate) fn error(service: &Service, _operation: &Operation, response: &HttpResponse) -> ErrorAnswer {
    let body = response.body().bytes().unwrap_or_default();
    let Found { mut answer, modelled } =
        parse(service, response, body).unwrap_or_else(|| from_status(response).into());
    if answer.request_id.is_none() {
        answer.request_id = from_headers(service, response);
    }
    if answer.code.is_empty() {
        answer.code = response.status().as_u16().to_string();
    }
    let shape = service.error(&answer.code).or_else(|| service.error(modelled.as_deref()?));
    if let Some((_, shape)) = shape
        && let Kind::Structure(structure) = &shape.kind
    {
        answer.shape = Some(shape.name.to_string());
        answer.members = error_members(service, structure, response, body).unwrap_or_default();
    }
    answer
}

/// An error, and what its shape is called where its code is that of an older protocol.
struct Found {
    answer: ErrorAnswer,
    modelled: Option<String>,
}

impl From<ErrorAnswer> for Found {
    fn from(answer: ErrorAnswer) -> Self {
        Self { answer, modelled: None }
    }
}

/// The error of a body; `None` if there is none in it.
fn parse(service: &Service, response: &HttpResponse, body: &[u8]) -> Option<Found> {
    let text = body.trim_ascii();
    // What a proxy or load balancer says.
    let generic = text.is_empty() || text.starts_with(b"<html>");
    if generic && response.status().as_u16() >= 500 && header(response, ERROR_TYPE).is_none() {
        return None;
    }
    match service.protocol {
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => {
            from_xml(service, response, body).map(Found::from)
        }
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            let members = match read_json(body) {
                Ok(members) => members,
                // What is no JSON is the message.
                Err(_) => Map::from_iter([("message".to_owned(), String::from_utf8_lossy(body).into())]),
            };
            Some(from_members(service, response, &members))
        }
        Protocol::RpcV2Cbor => Some(from_members(service, response, &read_cbor(body).unwrap_or_default())),
    }
}

fn from_status(response: &HttpResponse) -> ErrorAnswer {
    let status = response.status().as_u16();
    let phrase = http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    ErrorAnswer {
        code: status.to_string(),
        message: phrase.unwrap_or_default().to_owned(),
        ..ErrorAnswer::default()
    }
}

fn from_members(service: &Service, response: &HttpResponse, members: &Map<String, Value>) -> Found {
    let text = |names: &[&str]| names.iter().find_map(|name| members.get(*name)?.as_str()).map(str::to_owned);
    let named = || header(response, ERROR_TYPE).or_else(|| text(&["code", "Code"]));
    let typed = || text(&["__type"]);
    let is_rest = service.protocol == Protocol::RestJson;
    let is_named = is_rest && named().is_some();
    let code = if is_rest { named().or_else(typed) } else { typed().or_else(named) };
    let code = code.unwrap_or_else(|| response.status().as_u16().to_string());
    let modelled = bare(&code).to_owned();
    let translated = header(response, "x-amzn-query-error");
    let query = translated.as_deref().and_then(|translated| translated.split_once(';'));
    let query = query.filter(|(query, fault)| !query.is_empty() && !fault.contains(';'));
    let code = match query {
        Some((query, _)) if !is_named => query.to_owned(),
        _ => modelled.clone(),
    };
    let message = text(&["message", "Message"]).filter(|message| !message.is_empty());
    let message = message.or_else(|| text(&[quirks::message_member(service)?])).unwrap_or_default();
    Found { answer: ErrorAnswer { code, message, ..ErrorAnswer::default() }, modelled: Some(modelled) }
}

/// The name of an error of `namespace#name:where to read more`.
fn bare(code: &str) -> &str {
    let code = code.split_once(':').map_or(code, |(code, _)| code);
    code.rsplit_once('#').map_or(code, |(_, code)| code)
}

fn from_xml(service: &Service, response: &HttpResponse, body: &[u8]) -> Option<ErrorAnswer> {
    let document = Document::parse(std::str::from_utf8(body).ok()?).ok()?;
    let root = document.root();
    let around = root.child("Errors").unwrap_or(root);
    let alone = root.name() == "Error";
    let error = if alone { root } else { around.child("Error")? };
    let text = |node: Element<'_, '_>, name| node.child(name).map(|found| found.text().into_owned());
    let id = ["RequestId", "RequestID"].iter().find_map(|name| text(root, name));
    // As in botocore, what S3 says in headers goes before what it says in the body.
    let id = alone.then(|| from_headers(service, response)).flatten().or(id);
    Some(ErrorAnswer {
        code: text(error, "Code").unwrap_or_default(),
        message: text(error, "Message").or_else(|| text(error, "message")).unwrap_or_default(),
        request_id: id,
        ..ErrorAnswer::default()
    })
}

fn from_headers(service: &Service, response: &HttpResponse) -> Option<String> {
    let rest =
        matches!(service.protocol, Protocol::RestJson | Protocol::RestXml | Protocol::Query | Protocol::Ec2);
    let other = || rest.then(|| header(response, "x-amz-request-id")).flatten();
    header(response, "x-amzn-requestid").or_else(other)
}

/// The id of a request that succeeded.
pub(crate) fn request_id(service: &Service, response: &HttpResponse) -> Option<String> {
    let in_body = || {
        let document = Document::parse(std::str::from_utf8(response.body().bytes()?).ok()?).ok()?;
        let root = document.root();
        let around = root.child("ResponseMetadata").unwrap_or(root);
        let id = around.elements().find(|found| matches!(found.name(), "RequestId" | "requestId"))?;
        Some(id.text().into_owned())
    };
    let body = matches!(service.protocol, Protocol::Query | Protocol::Ec2);
    body.then(in_body).flatten().or_else(|| from_headers(service, response))
}
