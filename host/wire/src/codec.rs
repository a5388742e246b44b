use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::{Map, Value};
use wasmidem_models::{Operation, Service, Structure};

use crate::{DecodeError, EncodeError, Encoded, ErrorAnswer, decode, encode, error, quirks};

/// Writes the requests of a service and reads its answers. It holds nothing but the service, so one
/// can be made for each call.
#[derive(Debug, Clone, Copy)]
pub struct Codec<'a> {
    service: &'a Service,
}

impl<'a> Codec<'a> {
    /// The codec of a service.
    pub fn of(service: &'a Service) -> Self {
        Self { service }
    }

    /// The service.
    pub fn service(&self) -> &'a Service {
        self.service
    }

    /// The request that calls an operation with an input. Members that are null count as not given.
    /// `token` gives the value of idempotency tokens that the input has none for: a random UUID,
    /// outside of tests.
    ///
    /// # Errors
    /// When a value has not the type of its member, there is no such member, a member that is part of
    /// the path or the host is missing or does not fit there, or the input is a stream of events.
    pub fn encode(
        &self,
        operation: &Operation,
        input: &Map<String, Value>,
        token: &mut dyn FnMut() -> String,
    ) -> Result<Encoded, EncodeError> {
        encode::encode(self.service, operation, input, token)
    }

    /// What an operation answered, with the names of the API; blobs are base64, times are RFC 3339 in
    /// UTC, and what JSON has no number for is `"NaN"`, `"Infinity"` or `"-Infinity"`.
    ///
    /// # Errors
    /// When the answer is not whole or has another checksum than comes with it, is not one to this
    /// operation, or has values of other types; or when it is an error although its status says success
    /// ([`DecodeError::Refused`]).
    pub fn decode(
        &self,
        operation: &Operation,
        response: &HttpResponse,
    ) -> Result<Map<String, Value>, DecodeError> {
        if let Some(refused) = quirks::hidden_error(self.service, operation, response)? {
            return Err(DecodeError::Refused(Box::new(refused)));
        }
        if quirks::is_damaged(self.service, operation, response) {
            return Err(DecodeError::Damaged);
        }
        let mut output = decode::decode(self.service, operation, response)?;
        quirks::after(self.service, operation, response, &mut output);
        Ok(output)
    }

    /// The error that an answer tells of. There is always one: of an answer that says nothing, the
    /// status is the code.
    pub fn error(&self, operation: &Operation, response: &HttpResponse) -> ErrorAnswer {
        error::error(self.service, operation, response)
    }

    /// The id that AWS gave the request, from an answer that is a success.
    pub fn request_id(&self, response: &HttpResponse) -> Option<String> {
        error::request_id(self.service, response)
    }

    /// Whether the input or the output of an operation is a stream of events, which can be neither
    /// written nor read here: such an operation is best refused before it is sent.
    pub fn streams_events(&self, operation: &Operation) -> bool {
        let streams = |structure: Option<&Structure>| {
            structure.is_some_and(|structure| encode::streams(self.service, structure))
        };
        streams(self.service.input(operation)) || streams(self.service.output(operation))
    }
}
