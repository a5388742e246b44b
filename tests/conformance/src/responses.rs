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
use serde_json::Value;
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
    cases.each("responses.jsonl", |case: Case| {
        if cases.service.as_ref().is_some_and(|only| *only != case.service) {
            return Ok(());
        }
        let service = services.of(&case.service, &case.protocol)?;
        let operation = service.operation(&case.operation).context(case.operation.clone())?;
        let body = BASE64_STANDARD.decode(&case.body)?;
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
