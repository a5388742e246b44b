//! From an answer of HTTP to what AWS says.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use wasmidem_contract::Object;
use wasmidem_models::{Catalogue, Kind, Location, Member, Operation, Protocol, Service, Structure};
use wasmidem_wire::{Codec, DecodeError, ErrorAnswer};

use super::failure::sanitise;

/// The most values in an answer. Each takes up to a hundred bytes, once it is read.
const MOST_VALUES: usize = 4 << 20;

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The header `Date`.
    pub(super) date: Option<String>,
    /// Where a bucket of S3 really is.
    pub(super) bucket_region: Option<String>,
    pub(super) said: Said,
}

/// What an answer says.
#[derive(Debug)]
pub(super) enum Said {
    /// It was done.
    Done { output: Object, request_id: Option<String> },
    /// It was refused.
    Refused(Box<ErrorAnswer>),
    /// Nobody can tell.
    Unreadable(String),
    /// More than anybody wants to read.
    TooMuch(String),
}

/// What an answer says.
pub(super) fn read(codec: Codec<'_>, operation: &Operation, response: &HttpResponse) -> Answer {
    let header = |name: &str| response.headers().get(name).map(str::to_owned);
    let status = response.status().as_u16();
    let said = if holds_too_much(codec.service(), operation, response) {
        Said::TooMuch(format!("the answer has more than {} million values", MOST_VALUES >> 20))
    } else if response.status().is_success() {
        match codec.decode(operation, response) {
            Ok(_) if lacks_body(codec.service(), operation, response) => {
                Said::Unreadable("the answer is empty".to_owned())
            }
            Ok(output) => Said::Done { output, request_id: codec.request_id(response) },
            Err(DecodeError::Refused(refused)) => Said::Refused(refused),
            Err(defect) => Said::Unreadable(match compression(response) {
                Some(coding) => format!("the answer is compressed with `{coding}`, which was not asked for"),
                None => defect.to_string(),
            }),
        }
    } else {
        Said::Refused(Box::new(codec.error(operation, response)))
    };
    Answer { status, date: header("date"), bucket_region: header("x-amz-bucket-region"), said }
}

/// Whether a document has so many values in it that they would not fit into bearable memory. What brackets
/// and commas stand for is not looked at: texts rarely have millions of them.
fn holds_too_much(service: &Service, operation: &Operation, response: &HttpResponse) -> bool {
    let Some(body) = response.body().bytes().filter(|body| body.len() > MOST_VALUES) else { return false };
    let payload = service.output(operation).and_then(Structure::payload);
    let plain = |payload: &Member| matches!(service.shape(payload.shape).kind, Kind::Blob | Kind::String(_));
    if response.status().is_success() && payload.is_some_and(plain) {
        return false;
    }
    let begins: &[u8] = match service.protocol {
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => b"<",
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => b"[{,",
        // A value can be a single byte.
        Protocol::RpcV2Cbor => return true,
    };
    body.iter().filter(|byte| begins.contains(byte)).count() > MOST_VALUES
}

/// How an answer is compressed.
fn compression(response: &HttpResponse) -> Option<String> {
    let coding = sanitise(response.headers().get("content-encoding")?);
    (!coding.is_empty() && !coding.eq_ignore_ascii_case("identity")).then_some(coding)
}

/// Whether an answer is empty that cannot be: a list without elements still has its frame. By REST a
/// service may have nothing to say of what it did, unless the model says that there is something.
fn lacks_body(service: &Service, operation: &Operation, response: &HttpResponse) -> bool {
    let empty = response.body().bytes().is_some_and(|body| body.trim_ascii().is_empty());
    let bodily = &*operation.method != "HEAD" && response.status().as_u16() == 200;
    let Some(output) = service.output(operation).filter(|_| empty && bodily) else { return false };
    if let Some(payload) = output.payload()
        && !matches!(service.shape(payload.shape).kind, Kind::Structure(_))
    {
        return false;
    }
    let in_body = |member: &Member| member.location == Location::Body;
    let is_rest = matches!(service.protocol, Protocol::RestJson | Protocol::RestXml);
    if is_rest && !looks(service, operation) {
        return output.required().any(in_body);
    }
    output.members.iter().any(in_body)
}

/// Whether an operation only looks, and so has something to show.
fn looks(service: &Service, operation: &Operation) -> bool {
    let summary = Catalogue::shipped().summary(&service.name);
    summary.and_then(|summary| summary.operation(&operation.name)).is_some_and(|found| found.reads)
}
