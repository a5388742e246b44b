//! What we understand of errors against what botocore understands.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::Value;
use wasmidem_wire::Codec;

use crate::cases::{Cases, Services};
use crate::differences;
use crate::report::Report;
use crate::responses::response;

#[derive(Debug, Deserialize)]
struct Case {
    service: String,
    operation: String,
    protocol: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
    error: Expected,
}

#[derive(Debug, Deserialize)]
struct Expected {
    code: String,
    /// Not there where botocore cannot read the answer at all.
    message: Option<String>,
    request_id: Option<String>,
    members: Value,
}

/// Compares all cases.
pub fn compare(cases: &Cases) -> Result<()> {
    let mut report = Report::new("errors");
    let mut services = Services::default();
    cases.each("errors.jsonl", |case: Case| {
        if cases.service.as_ref().is_some_and(|only| *only != case.service) {
            return Ok(());
        }
        let service = services.of(&case.service, &case.protocol)?;
        let operation = service.operation(&case.operation).context(case.operation.clone())?;
        let body = BASE64_STANDARD.decode(&case.body)?;
        let title = format!(
            "{}, {} {:?} {}",
            case.service,
            case.status,
            case.headers,
            String::from_utf8_lossy(&body)
        );
        let ours = Codec::of(service).error(operation, &response(case.status, &case.headers, body)?);
        let mut found = Vec::new();
        if ours.code != case.error.code {
            found.push(format!("code is {:?}, not {:?}", ours.code, case.error.code));
        }
        if let Some(message) = &case.error.message
            && ours.message != *message
        {
            found.push(format!("message is {:?}, not {message:?}", ours.message));
        }
        // Where botocore finds no id, ours may be that of a header.
        if case
            .error
            .request_id
            .as_ref()
            .is_some_and(|id| !id.is_empty() && ours.request_id.as_ref() != Some(id))
        {
            found.push(format!("request id is {:?}, not {:?}", ours.request_id, case.error.request_id));
        }
        differences::values("members", &Value::Object(ours.members), &case.error.members, &mut found);
        report.enter(&case.protocol, &case.service, &title, &found);
        Ok(())
    })?;
    report.finish()
}
