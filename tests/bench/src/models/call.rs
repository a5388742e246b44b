//! A call as a whole, by the models and by the official client of one service, over the same answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use async_trait::async_trait;
use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use serde_json::{Value, json};
use wasmidem_aws::{AwsTransport, Input, Profiles, Secret};
use wasmidem_contract::{AwsCalls as _, Blame, Caller, Cause, Failure, ModuleId, OperationName, Pages};
use wasmidem_gateway::{Gate, Permit, Response, Transport};
use wasmidem_policy::Imported;

use super::median;
use crate::stage::{self, Recorder};

/// Turns of each, short ones, so that a busy machine disturbs both alike.
const TURNS: usize = 400;
/// Calls in each turn.
const CALLS: u32 = 10;

const REGION: &str = "eu-central-1";
const KEY_ID: &str = "AKIDEXAMPLE";
const SECRET: &str = "not-a-secret";

const ANSWER: &str = "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
    <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/bench</Arn><UserId>AIDABENCH</UserId>\
    <Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId>\
    </ResponseMetadata></GetCallerIdentityResponse>";

/// What a call costs.
pub struct Called {
    /// By the models: from what the gate hands over to the output.
    pub models: Duration,
    /// By the official client: from its builder to the output.
    pub typed: Duration,
    /// The one by the other, turn by turn.
    pub ratio: f64,
}

/// Calls in turns.
pub fn measure() -> Result<Called> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let transport =
            Arc::new(InTurns { models: models().await?, typed: typed(), turns: Mutex::default() });
        let gate = Gate::new(Arc::new(Imported), transport.clone(), Arc::new(Recorder::default()));
        let module = ModuleId { name: "bench".to_owned(), digest: String::new(), signer: None };
        let caller = Caller { module, step: stage::step(), declared: true, via: Vec::new() };
        let operation = OperationName::new("sts", "GetCallerIdentity");
        let answer = gate.call(&caller, &operation, json!({}), Pages::One).await;
        let answer = answer.map_err(|failure| anyhow!("{failure:?}"))?;
        ensure!(answer.get("Account").and_then(Value::as_str) == Some("123456789012"), "{answer}");
        let turns = std::mem::take(&mut *transport.turns.lock().unwrap_or_else(PoisonError::into_inner));
        ensure!(turns.len() > 1, "nothing was measured");
        // in the first, caches fill
        let turns = || turns.iter().skip(1);
        let mut ratios: Vec<f64> = turns().map(|(models, typed)| models.div_duration_f64(*typed)).collect();
        ratios.sort_unstable_by(f64::total_cmp);
        Ok(Called {
            models: median(turns().map(|turn| turn.0).collect())? / CALLS,
            typed: median(turns().map(|turn| turn.1).collect())? / CALLS,
            ratio: ratios.get(ratios.len() / 2).copied().context("nothing was measured")?,
        })
    })
}

/// Sends each call it is asked for many times, by both ways. Only a gate gives the permit for that.
struct InTurns {
    models: AwsTransport,
    typed: aws_sdk_sts::Client,
    turns: Mutex<Vec<(Duration, Duration)>>,
}

#[async_trait]
impl Transport for InTurns {
    async fn send(&self, permit: &Permit, input: &Value) -> Result<Response, Failure> {
        for _ in 0..TURNS {
            let start = Instant::now();
            for _ in 0..CALLS {
                self.models.send(permit, input).await?;
            }
            let models = start.elapsed();
            let start = Instant::now();
            for _ in 0..CALLS {
                self.typed.get_caller_identity().send().await.map_err(|error| failed(&error))?;
            }
            let turn = (models, start.elapsed());
            self.turns.lock().unwrap_or_else(PoisonError::into_inner).push(turn);
        }
        self.models.send(permit, input).await
    }
}

fn failed(error: &impl std::fmt::Debug) -> Failure {
    Failure::new(Cause::Other, Blame::Host, "bench.typed", format!("{error:?}"))
}

fn canned() -> SharedHttpClient {
    infallible_client_fn(|_| {
        let mut response = http::Response::new(SdkBody::from(ANSWER));
        response.headers_mut().insert("content-type", http::HeaderValue::from_static("text/xml"));
        response
    })
}

async fn models() -> Result<AwsTransport> {
    let profile = json!({"aws": {"default": {
        "region_name": REGION, "aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET,
    }}});
    let input = Input { overrides: Some(Secret::new(profile.to_string())), ..Input::default() };
    let profiles = Profiles::load(&input).await.context("the profile")?;
    Ok(AwsTransport::canned(Arc::new(profiles), canned()))
}

fn typed() -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(REGION))
        .credentials_provider(Credentials::new(KEY_ID, SECRET, None, None, "bench"))
        .retry_config(RetryConfig::disabled())
        .http_client(canned());
    aws_sdk_sts::Client::from_conf(config.build())
}
