//! Requests, answers and failures of the real clients: over canned answers, and over sockets where
//! the way a connection ends matters.

mod failures;
mod operations;
mod sending;

use std::collections::BTreeMap;
use std::fs;
use std::sync::mpsc;

use aws_smithy_http_client::test_util::infallible_client_fn;
use aws_smithy_types::body::SdkBody;
use serde_json::json;

use super::*;
use crate::{AcctInput, Environment, Input};

const SECRET: &str = "canary-secret-access-key";
const TOKEN: &str = "canary-session-token";

async fn profiles(endpoint: &str) -> Arc<Profiles> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("acct.yaml");
    let profile = json!({"id": "AKIDEXAMPLE", "key": SECRET, "token": TOKEN, "region": "eu-central-1", "endpoint_url": endpoint});
    let own = json!({"id": "AKIDEXAMPLE", "key": SECRET, "region": "eu-central-1"});
    let no_region = json!({"id": "AKIDEXAMPLE", "key": SECRET});
    let document = json!({"aws": {"default": profile, "real": own, "homeless": no_region}});
    fs::write(&file, document.to_string()).unwrap();
    let input = Input {
        acct: Some(AcctInput { file, key: None }),
        environment: Environment::default(),
        ..Input::default()
    };
    Arc::new(Profiles::load(&input).await.map_err(|error| error.to_string()).unwrap())
}

/// The parts of a form.
fn form(body: &[u8]) -> BTreeMap<String, String> {
    let decode = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                byte => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let text = std::str::from_utf8(body).unwrap();
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

type Sent = (String, BTreeMap<String, String>);

/// A call answered by each of `answers` in turn; what came of it, and what was sent.
async fn answered(
    operation: &str,
    input: Value,
    answers: &[(u16, &str)],
) -> (Result<Value, Failure>, Vec<Sent>) {
    let (result, sent) = responded(operation, input, answers, None).await;
    (result.map(|response| response.output), sent)
}

/// The same, with the name of the request, which the answers give as `NAME-1`, `NAME-2`, ….
async fn responded(
    operation: &str,
    input: Value,
    answers: &[(u16, &str)],
    name: Option<&'static str>,
) -> (Result<Response, Failure>, Vec<Sent>) {
    let all = answers.len();
    let (sender, receiver) = mpsc::channel();
    let left: Mutex<Vec<(u16, String)>> =
        Mutex::new(answers.iter().rev().map(|(status, body)| (*status, (*body).to_owned())).collect());
    let client = infallible_client_fn(move |request: http::Request<SdkBody>| {
        let headers = format!("{:?}", request.headers().get("user-agent"));
        sender.send((headers, form(request.body().bytes().unwrap()))).unwrap();
        let mut left = left.lock().unwrap();
        let (status, body) = left.pop().unwrap();
        let mut answer = http::Response::builder().status(status);
        if let Some(name) = name {
            answer = answer.header("x-amzn-requestid", format!("{name}-{}", all - left.len()));
        }
        answer.body(SdkBody::from(body)).unwrap()
    });
    let mut transport = AwsTransport::new(profiles("http://127.0.0.1:5000").await);
    transport.http = Http::fixed(client);
    let (service, name) = operation.split_once(':').unwrap();
    let result = transport.send_operation("default", &OperationName::new(service, name), &input).await;
    drop(transport);
    (result, receiver.try_iter().collect())
}
