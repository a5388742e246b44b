//! What we understand of answers against what botocore understands.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Map, Value};
use wasmidem_models::{Location, Structure};
use wasmidem_wire::Codec;

use crate::cases::{Cases, Services};
use crate::differences;
use crate::report::Report;

#[derive(Debug, Deserialize)]
struct Case {
    service: String,
    operation: String,
    class: String,
    protocol: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    output: Value,
}

/// Compares all cases.
pub fn compare(cases: &Cases) -> Result<()> {
    let mut report = Report::new("responses");
    let mut services = Services::default();
    let (mut spent, mut bytes) = (Duration::ZERO, 0);
    cases.each("responses.jsonl", |mut case: Case| {
        if cases.service.as_ref().is_some_and(|only| *only != case.service) {
            return Ok(());
        }
        let service = services.of(&case.service, &case.protocol)?;
        let operation = service.operation(&case.operation).context(case.operation.clone())?;
        let body = BASE64_STANDARD.decode(&case.body)?;
        if let (Some(structure), Value::Object(members)) = (service.output(operation), &mut case.output) {
            lower_headers(structure, members);
        }
        bytes += body.len();
        let response = response(case.status, &case.headers, body)?;
        let started = Instant::now();
        let output = Codec::of(service).decode(operation, &response);
        spent += started.elapsed();
        let mut found = Vec::new();
        match output {
            Ok(output) => differences::values("output", &Value::Object(output), &case.output, &mut found),
            Err(error) => found.push(format!("refused: {error}")),
        }
        found.truncate(4);
        let key = format!("{}.{}", case.service, case.operation);
        report.enter(&case.protocol, &key, &format!("{key}, {}", case.class), &found);
        Ok(())
    })?;
    println!("{} KiB of answers read in {} ms", bytes / 1024, spent.as_millis());
    report.finish()
}

/// Writes names of headers in lower case: they have no case, and ours come as HTTP/2 sends them.
pub fn lower_headers(structure: &Structure, output: &mut Map<String, Value>) {
    for member in structure.members.iter().filter(|member| member.location == Location::Headers) {
        if let Some(Value::Object(members)) = output.get_mut(&*member.name) {
            *members =
                members.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        }
    }
}

/// An answer.
pub fn response(status: u16, headers: &BTreeMap<String, String>, body: Vec<u8>) -> Result<HttpResponse> {
    let mut response = HttpResponse::new(StatusCode::try_from(status)?, SdkBody::from(body));
    for (name, value) in headers {
        response
            .headers_mut()
            .try_append(name.to_ascii_lowercase(), value.trim().to_owned())
            .with_context(|| format!("the header {name}"))?;
    }
    Ok(response)
}
