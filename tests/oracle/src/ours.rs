//! What wasmidem does, without sending.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;
use wasmidem_models::endpoint::{Endpoint, Parameters};
use wasmidem_models::{Catalogue, Operation};
use wasmidem_wire::{Codec, ErrorAnswer};

use crate::clients::{Answer, Place, TOKEN};
use crate::sent::Sent;

/// The codec of a service, and an operation.
pub fn operation(service: &str, name: &str) -> (Codec<'static>, &'static Operation) {
    let service = Catalogue::shipped().service(service).expect("the service");
    (Codec::of(service), service.operation(name).expect("the operation"))
}

/// The request for an input.
pub fn request(service: &str, name: &str, input: &Value) -> Sent {
    let (codec, operation) = operation(service, name);
    let input = input.as_object().expect("an object");
    let encoded = codec.encode(operation, input, &mut || TOKEN.to_owned());
    let encoded = encoded.unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(encoded.host_prefix, None, "{name}");
    let request = encoded.request;
    let body = request.body().bytes().expect("a body in memory");
    Sent::new(request.method(), request.uri(), request.headers().iter(), body)
}

/// What is understood of an answer.
pub fn understood(service: &str, name: &str, answer: &Answer) -> Value {
    let (codec, operation) = operation(service, name);
    let output = codec.decode(operation, &response(answer));
    let output = output.unwrap_or_else(|error| panic!("{name}: {error}\n{}", answer.body));
    Value::Object(output)
}

/// What is understood of an error.
pub fn error(service: &str, name: &str, answer: &Answer) -> ErrorAnswer {
    let (codec, operation) = operation(service, name);
    codec.error(operation, &response(answer))
}

/// Where requests of a service go.
pub fn endpoint(service: &str, place: Place) -> Option<Endpoint> {
    let catalogue = Catalogue::shipped();
    let mut parameters = Parameters::new();
    parameters.set("Region", place.region);
    parameters.set("UseFIPS", place.fips);
    parameters.set("UseDualStack", place.dual_stack);
    let rules = catalogue.endpoints(service).expect("the rules");
    rules.resolve(&parameters, catalogue.partitions()).ok()
}

fn response(answer: &Answer) -> HttpResponse {
    let status = StatusCode::try_from(answer.status).expect("a status");
    HttpResponse::new(status, SdkBody::from(answer.body.as_str()))
}
