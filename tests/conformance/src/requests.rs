//! Our requests against those of botocore.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use wasmidem_models::{Protocol, Service};
use wasmidem_wire::{Codec, Trouble};

use crate::cases::{Cases, Services};
use crate::differences;
use crate::report::Report;

/// The value of idempotency tokens in the scripts.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Headers that are not ours to write, or that say nothing about the request.
const NOT_OURS: [&str; 5] = ["user-agent", "expect", "content-length", "host", "x-amz-user-agent"];

#[derive(Debug, Deserialize)]
struct Case {
    service: String,
    operation: String,
    class: String,
    protocol: String,
    input: Map<String, Value>,
    request: Request,
}

#[derive(Debug, Deserialize)]
struct Request {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    headers: BTreeMap<String, String>,
    form: Option<Vec<(String, String)>>,
    body: Option<String>,
    #[serde(default)]
    plain: bool,
}

/// Compares all cases.
pub fn compare(cases: &Cases) -> Result<()> {
    let mut report = Report::new("requests");
    let mut services = Services::default();
    let (mut spent, mut count) = (Duration::ZERO, 0_u32);
    cases.each("requests.jsonl", |case: Case| {
        if cases.service.as_ref().is_some_and(|only| *only != case.service) {
            return Ok(());
        }
        let service = services.of(&case.service, &case.protocol)?;
        let operation = service.operation(&case.operation).context(case.operation.clone())?;
        let started = Instant::now();
        let encoded = Codec::of(service).encode(operation, &case.input, &mut || TOKEN.to_owned());
        spent += started.elapsed();
        count += 1;
        let mut found = Vec::new();
        match encoded {
            Ok(encoded) => request(service, &encoded.request, &case.request, &mut found),
            // botocore has no such algorithm either.
            Err(error) if matches!(error.trouble, Trouble::Algorithm(_)) && case.request.plain => {}
            Err(error) => found.push(format!("refused: {error}")),
        }
        let key = format!("{}.{}", case.service, case.operation);
        report.enter(&case.protocol, &key, &format!("{key}, {}", case.class), &found);
        Ok(())
    })?;
    println!("{count} requests written in {} ms", spent.as_millis());
    report.finish()
}

fn request(service: &Service, ours: &HttpRequest, theirs: &Request, found: &mut Vec<String>) {
    if ours.method() != theirs.method {
        found.push(format!("method is {}, not {}", ours.method(), theirs.method));
    }
    let (path, query) = ours.uri().split_once('?').unwrap_or((ours.uri(), ""));
    let (expected, fixed) = theirs.path.split_once('?').unwrap_or((&theirs.path, ""));
    let expected = if expected.starts_with('/') { expected.to_owned() } else { format!("/{expected}") };
    if path != expected {
        found.push(format!("path is {path}, not {expected}"));
    }
    let mut pairs = differences::form(fixed);
    pairs.extend(theirs.query.iter().cloned());
    differences::pairs("query", &differences::form(query), &pairs, found);
    headers(ours, theirs, found);
    body(service, ours, theirs, found);
}

fn headers(ours: &HttpRequest, theirs: &Request, found: &mut Vec<String>) {
    for (name, expected) in &theirs.headers {
        let name = name.to_ascii_lowercase();
        let given: Vec<&str> = ours.headers().get_all(&*name).collect();
        let given = given.join(",");
        // The digest of a body whose line ends are written otherwise.
        let escaped = || String::from_utf8_lossy(ours.body().bytes().unwrap_or_default()).contains("&#x");
        if name.starts_with("x-amz-checksum-") && !given.is_empty() && escaped() {
            continue;
        }
        if !NOT_OURS.contains(&&*name) && !differences::is_same_header(&given, expected) {
            found.push(format!("header {name} is {given:?}, not {expected:?}"));
        }
    }
    for (name, value) in ours.headers().iter() {
        let known = theirs.headers.keys().any(|expected| expected.eq_ignore_ascii_case(name));
        let added = theirs.plain || NOT_OURS.contains(&name);
        let xml = name == "content-type" && value == "application/xml";
        if !known && !added && !xml {
            found.push(format!("header {name} is only in ours: {value:?}"));
        }
    }
}

fn body(service: &Service, ours: &HttpRequest, theirs: &Request, found: &mut Vec<String>) {
    let body = ours.body().bytes().unwrap_or_default();
    if let Some(form) = &theirs.form {
        differences::pairs("form", &differences::form(&String::from_utf8_lossy(body)), form, found);
        return;
    }
    let expected = BASE64_STANDARD.decode(theirs.body.as_deref().unwrap_or_default()).unwrap_or_default();
    if body == expected {
        return;
    }
    match service.protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => differences::json(body, &expected, found),
        Protocol::RestXml => differences::xml(body, &expected, found),
        Protocol::RpcV2Cbor => differences::cbor(body, &expected, found),
        Protocol::Query | Protocol::Ec2 => differences::texts(body, &expected, found),
    }
}
