//! What services want or do differently from what their models say.

use std::borrow::Cow;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value};
use wasmidem_models::{EndpointParameter, Operation, Service, Structure};

use crate::encode::Input;
use crate::{DecodeError, ErrorAnswer};

pub(crate) fn before<'a>(
    _service: &Service,
    _operation: &Operation,
    _structure: &'a Structure,
    _input: &mut Input<'a>,
) {
}

pub(crate) fn headers(
    _service: &Service,
    _operation: &Operation,
    _body: &[u8],
) -> Vec<(&'static str, String)> {
    Vec::new()
}

/// The path and query of an operation. Endpoint rules place S3's bucket.
pub(crate) fn uri<'a>(service: &Service, operation: &'a Operation) -> Cow<'a, str> {
    if &*service.name != "s3" {
        return Cow::Borrowed(&operation.uri);
    }
    let uri = operation.uri.strip_prefix("/{Bucket}").unwrap_or(&operation.uri);
    if uri.starts_with('/') { Cow::Borrowed(uri) } else { Cow::Owned(format!("/{uri}")) }
}

/// Whether endpoint rules put the account into the host's name, so that the prefix must not.
pub(crate) fn host_has_account(service: &Service, operation: &Operation) -> bool {
    let asked = |name: &str, value: &EndpointParameter| {
        name == "RequiresAccountId" && *value == EndpointParameter::Flag(true)
    };
    &*service.name == "s3control"
        && operation.endpoint_parameters.iter().any(|(name, value)| asked(name, value))
}

pub(crate) fn hidden_error(
    _service: &Service,
    _operation: &Operation,
    _response: &HttpResponse,
) -> Result<Option<ErrorAnswer>, DecodeError> {
    Ok(None)
}

pub(crate) fn after(
    _service: &Service,
    _operation: &Operation,
    _response: &HttpResponse,
    _output: &mut Map<String, Value>,
) {
}
