//! A request made, and its answer understood.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;
use wasmidem_models::Catalogue;
use wasmidem_wire::Codec;

use super::{median, timed};

/// How often.
const ROUNDS: usize = 1000;

/// Encodes and decodes again and again.
pub fn measure(input: &Value, answer: &[u8]) -> Result<Duration> {
    let service = Catalogue::shipped().service("ec2").context("there is no EC2")?;
    let operation = service.operation("DescribeVpcs").context("there is no `DescribeVpcs`")?;
    let input = input.as_object().context("the input is no object")?;
    let codec = Codec::of(service);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let (took, done) = timed(|| -> Result<_> {
            let encoded = codec.encode(operation, input, &mut String::new)?;
            let response = HttpResponse::new(StatusCode::try_from(200)?, SdkBody::from(answer));
            Ok((encoded, codec.decode(operation, &response)?))
        });
        let (encoded, output) = done?;
        ensure!(encoded.request.body().bytes().is_some_and(|body| !body.is_empty()), "nothing was encoded");
        let vpcs = output.get("Vpcs").and_then(Value::as_array);
        ensure!(vpcs.is_some_and(|vpcs| !vpcs.is_empty()), "nothing was decoded");
        rounds.push(took);
    }
    median(rounds)
}
