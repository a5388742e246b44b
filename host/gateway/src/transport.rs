use async_trait::async_trait;
use wasmidem_contract::{Failure, Value};

use crate::Permit;

/// What AWS answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The output: a JSON object with the member names of the AWS API.
    pub output: Value,
    /// AWS's name of the request, or of the last of several.
    pub request_id: Option<String>,
    /// The status of HTTP, or the last of several; `None` where nothing went over HTTP.
    pub status: Option<u16>,
}

impl From<Value> for Response {
    /// An answer whose request has no name.
    fn from(output: Value) -> Self {
        Self { output, request_id: None, status: None }
    }
}

/// Sends calls to AWS.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one attempt of a call; never retries, since the gate does. `input` is a JSON
    /// object with the member names of the AWS API.
    ///
    /// # Errors
    /// A failure that says whether the request may have taken effect (`ambiguous`) and whether
    /// sending it again could help (`retryable`).
    async fn send(&self, permit: &Permit, input: &Value) -> Result<Response, Failure>;
}
