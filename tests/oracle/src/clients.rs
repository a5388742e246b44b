//! The official clients, with canned answers.

use std::sync::mpsc;

use aws_sdk_ec2::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use serde_json::Value;
use tokio::runtime::Builder;

use crate::operation::{Refused, Understood};
use crate::sent::Sent;
use crate::{ec2, sts};

/// The token of requests that must have one.
pub const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Where requests go.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The region.
    pub region: &'static str,
    /// Cryptography as FIPS 140 has it.
    pub fips: bool,
    /// IPv6 too.
    pub dual_stack: bool,
}

/// Where requests go that are not about places.
pub const HERE: Place = Place { region: "eu-central-1", fips: false, dual_stack: false };

/// A canned answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: String,
}

impl Answer {
    /// A success.
    pub fn ok(body: impl Into<String>) -> Self {
        Self { status: 200, body: body.into() }
    }
}

/// What came of a call.
pub struct Called {
    /// What was sent.
    pub sent: Sent,
    /// Scheme and host it was sent to.
    pub origin: String,
    /// What the signature is for: region and service.
    pub scope: (String, String),
    /// What was understood.
    pub result: Result<Understood, Refused>,
}

/// Calls an operation with the client of its service.
pub fn call(service: &str, operation: &str, input: &Value, answer: Answer, place: Place) -> Called {
    let (http, requests) = canned(answer);
    let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
    let result = match service {
        "ec2" => {
            let client = ec2_client(http, place);
            let operation = find(ec2::operations(), |one| one.name == operation, operation);
            runtime.block_on((operation.send)(&client, input))
        }
        "sts" => {
            let client = sts_client(http, place);
            let operation = find(sts::OPERATIONS.iter(), |one| one.name == operation, operation);
            runtime.block_on((operation.send)(&client, input))
        }
        other => panic!("there is no client of `{other}`"),
    };
    let request: http::Request<SdkBody> = requests.try_recv().expect("one request");
    assert!(requests.try_recv().is_err(), "one request only");
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let uri = request.uri();
    let headers = request.headers().iter();
    Called {
        sent: Sent::new(
            request.method().as_str(),
            uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str),
            headers.map(|(name, value)| (name.as_str(), value.to_str().expect("text"))),
            request.body().bytes().expect("a body in memory"),
        ),
        origin: format!("{}://{}", uri.scheme_str().unwrap_or_default(), uri.authority().expect("a host")),
        scope: scope(header("authorization").expect("a signature")),
        result,
    }
}

fn find<T>(mut all: impl Iterator<Item = T>, is: impl FnMut(&T) -> bool, name: &str) -> T {
    all.find(is).unwrap_or_else(|| panic!("`{name}` is not in the mapping: see src/ec2"))
}

/// A client that answers, and keeps what was asked.
fn canned(answer: Answer) -> (SharedHttpClient, mpsc::Receiver<http::Request<SdkBody>>) {
    let (sender, receiver) = mpsc::channel();
    let client = infallible_client_fn(move |request| {
        sender.send(request).expect("somebody listens");
        let response = http::Response::builder().status(answer.status);
        response.body(SdkBody::from(answer.body.as_str())).expect("an answer")
    });
    (client, receiver)
}

fn credentials() -> Credentials {
    Credentials::new("AKIDEXAMPLE", "secret", None, None, "oracle")
}

fn ec2_client(http: SharedHttpClient, place: Place) -> aws_sdk_ec2::Client {
    let config = aws_sdk_ec2::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .credentials_provider(credentials())
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .region(Region::new(place.region))
        .use_fips(place.fips)
        .use_dual_stack(place.dual_stack)
        .idempotency_token_provider(TOKEN);
    aws_sdk_ec2::Client::from_conf(config.build())
}

fn sts_client(http: SharedHttpClient, place: Place) -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .credentials_provider(credentials())
        .http_client(http)
        .retry_config(RetryConfig::disabled())
        .region(Region::new(place.region))
        .use_fips(place.fips)
        .use_dual_stack(place.dual_stack);
    aws_sdk_sts::Client::from_conf(config.build())
}

/// Region and service of `Credential=ID/DATE/REGION/SERVICE/aws4_request, …`.
fn scope(authorization: &str) -> (String, String) {
    let (_, rest) = authorization.split_once("Credential=").expect("a credential");
    let mut parts = rest.split('/').skip(2).map(str::to_owned);
    (parts.next().expect("a region"), parts.next().expect("a service"))
}
