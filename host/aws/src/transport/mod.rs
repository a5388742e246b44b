//! Sends single attempts of calls with the official clients.

mod answer;
mod codes;
mod ec2;
mod failure;
mod json;
mod operation;
mod settings;
mod sts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use wasmidem_contract::{Blame, Cause, Failure, OperationName, Value};
use wasmidem_gateway::{Permit, Response, Transport};

use crate::{Profile, Profiles};
use failure::{Call, clean, scrub};
use settings::{Clients, Http};

/// Signs calls with the identity of a profile and sends them to AWS, or to the profile's endpoint.
/// Connections are opened at the first call; clients are kept per profile.
pub struct AwsTransport {
    profiles: Arc<Profiles>,
    http: Http,
    /// By name, each with the profile it was made for: profiles can be replaced.
    clients: Mutex<HashMap<String, Kept>>,
}

/// Clients, and the profile they were made for.
type Kept = (Arc<Profile>, Arc<Clients>);

impl AwsTransport {
    /// A transport for the identities in `profiles`. Nothing is sent.
    pub fn new(profiles: Arc<Profiles>) -> Self {
        Self { profiles, http: Http::real(), clients: Mutex::default() }
    }

    /// Sends one attempt.
    ///
    /// INVARIANT: outside of tests only [`Transport::send`] calls this, so that nothing is sent
    /// without a permit.
    async fn send_operation(
        &self,
        profile: &str,
        operation: &OperationName,
        input: &Value,
    ) -> Result<Response, Failure> {
        let profile = self.profiles.get(profile)?;
        let clients = self.clients(&profile)?;
        let call = Call::new(operation, &profile);
        let answer = match operation.service.as_str() {
            "ec2" => match ec2::find(&operation.name) {
                Some(found) => found.send(&clients.ec2, &call, input).await,
                None => Err(unknown(operation)),
            },
            "sts" => match sts::find(&operation.name) {
                Some(found) => found.send(&clients.sts, &call, input).await,
                None => Err(unknown(operation)),
            },
            _ => Err(unknown(operation)),
        };
        let mut answer =
            answer.and_then(|answer| complete(&call, answer)).map_err(|failure| scrub(failure, &profile))?;
        // Where the endpoint is not AWS, it may repeat anything.
        answer.request_id = answer.request_id.map(|id| clean(&id, &profile));
        Ok(answer)
    }

    fn clients(&self, profile: &Arc<Profile>) -> Result<Arc<Clients>, Failure> {
        let mut known = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, clients)) = known.get(profile.name())
            && Arc::ptr_eq(owner, profile)
        {
            return Ok(Arc::clone(clients));
        }
        let clients = Arc::new(Clients::new(profile, &self.http)?);
        known.insert(profile.name().to_owned(), (Arc::clone(profile), Arc::clone(&clients)));
        Ok(clients)
    }
}

#[async_trait]
impl Transport for AwsTransport {
    async fn send(&self, permit: &Permit, input: &Value) -> Result<Response, Failure> {
        self.send_operation(permit.profile(), permit.operation(), input).await
    }
}

fn unknown(operation: &OperationName) -> Failure {
    Failure::new(
        Cause::Unsupported,
        Blame::Module,
        format!("aws.{}.operation", operation.service),
        format!("there is no operation `{operation}` here"),
    )
}

/// Refuses an answer without the member that the operation is made for: an empty answer is no success.
fn complete(call: &Call<'_>, answer: Response) -> Result<Response, Failure> {
    let wanted = wasmidem_gateway::operation(call.operation).and_then(|operation| operation.result);
    match wanted {
        Some(member) if answer.output.get(member).is_none() => {
            Err(call.unreadable(&format!("the answer has no `{member}`"), None))
        }
        _ => Ok(answer),
    }
}

#[cfg(test)]
mod tests;
