use async_trait::async_trait;
use wasmidem_contract::{Failure, Value};

use crate::Permit;

/// Sends calls to AWS.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends one attempt of a call; never retries, since the gate does. `input` and the answer are
    /// JSON objects with the member names of the AWS API.
    ///
    /// # Errors
    /// A failure that says whether the request may have taken effect (`ambiguous`) and whether
    /// sending it again could help (`retryable`).
    async fn send(&self, permit: &Permit, input: &Value) -> Result<Value, Failure>;
}
