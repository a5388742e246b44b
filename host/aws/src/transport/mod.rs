//! Sends single attempts of calls: the models say what a request looks like, the runtime of the
//! official SDK signs and sends it.

mod clock;
mod codes;
mod connection;
mod endpoint;
mod exchange;
mod failure;
mod reading;
mod redirect;
mod settings;
mod signing;
mod timeouts;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use wasmidem_contract::{Blame, Cause, Failure, Object, OperationName, Value};
use wasmidem_gateway::{Permit, Response, Transport};
use wasmidem_models::{Catalogue, Operation, Service};
use wasmidem_wire::Codec;

use crate::{Profile, Profiles};
use connection::Connection;
use exchange::Exchange;
use failure::{Call, clean, scrub};
use reading::Answer;
use redirect::Redirects;
use settings::Http;
pub use timeouts::Timeouts;

/// Signs calls with the identity of a profile and sends them to AWS, or to the profile's endpoint.
/// Connections are opened at the first call, and kept per profile.
pub struct AwsTransport {
    profiles: Arc<Profiles>,
    http: Http,
    /// By name, each with the profile it was made for: profiles can be replaced.
    connections: Mutex<HashMap<String, Kept>>,
    redirects: Redirects,
}

/// A connection, and the profile it was made for.
type Kept = (Arc<Profile>, Arc<Connection>);

/// What is sent.
#[derive(Clone, Copy)]
struct Request<'a> {
    service: &'static Service,
    operation: &'static Operation,
    input: &'a Object,
}

impl AwsTransport {
    /// A transport for the identities in `profiles`. Nothing is sent.
    pub fn new(profiles: Arc<Profiles>) -> Self {
        Self { profiles, http: Http::real(), connections: Mutex::default(), redirects: Redirects::default() }
    }

    /// The same with other patience.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { http: Http::with_timeouts(timeouts), ..self }
    }

    /// A transport whose requests go to `client` in place of the network.
    #[cfg(feature = "canned")]
    pub fn canned(
        profiles: Arc<Profiles>,
        client: aws_smithy_runtime_api::client::http::SharedHttpClient,
    ) -> Self {
        Self { http: Http::fixed(client), ..Self::new(profiles) }
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
        let connection = self.connection(&profile);
        let nothing = Object::new();
        let input = input.as_object().unwrap_or(&nothing);
        let service = Catalogue::shipped().service(&operation.service);
        let found = service.and_then(|service| Some((service, service.operation(&operation.name)?)));
        let (service, found) = found.ok_or_else(|| unknown(operation))?;
        let request = Request { service, operation: found, input };
        let call = Call::new(operation, (service, found), &profile);
        let mut response = self
            .send_request(&call, &connection, request)
            .await
            .map_err(|failure| scrub(failure, &profile))?;
        // Where the endpoint is not AWS, it may repeat anything.
        response.request_id = response.request_id.map(|id| clean(&id, &profile));
        Ok(response)
    }

    async fn send_request(
        &self,
        call: &Call<'_>,
        connection: &Connection,
        request: Request<'_>,
    ) -> Result<Response, Failure> {
        let region = self.redirects.region(connection.profile(), request);
        let clock = connection.clock().setting();
        let answer = self.exchange(call, connection, request, region.as_deref()).await?;
        let Some(elsewhere) = self.redirects.follow(connection.profile(), request, &answer) else {
            return call.conclude(connection, clock, answer);
        };
        // Once only: a bucket has one region, and who says otherwise twice would say so for ever.
        let clock = connection.clock().setting();
        let answer = self.exchange(call, connection, request, Some(&elsewhere)).await?;
        call.conclude(connection, clock, answer)
    }

    async fn exchange(
        &self,
        call: &Call<'_>,
        connection: &Connection,
        request: Request<'_>,
        region: Option<&str>,
    ) -> Result<Answer, Failure> {
        let Request { service, operation, input } = request;
        let codec = Codec::of(service);
        if codec.streams_events(operation) {
            return Err(call.unsupported("it is a stream of events, which is not supported yet"));
        }
        let mut token = || uuid::Uuid::new_v4().to_string();
        let encoded = codec.encode(operation, input, &mut token).map_err(|problem| call.invalid(&problem))?;
        let place = endpoint::resolve(call, connection.profile(), request, region)?;
        let signature = signing::choose(call, request, &place, region)?;
        let exchange = Exchange { request, encoded, place, signature };
        exchange.carry_out(connection, &self.http).await.map_err(|error| call.failure(error))
    }

    fn connection(&self, profile: &Arc<Profile>) -> Arc<Connection> {
        let mut known = self.connections.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((owner, connection)) = known.get(profile.name())
            && Arc::ptr_eq(owner, profile)
        {
            return Arc::clone(connection);
        }
        let connection = Arc::new(Connection::new(Arc::clone(profile)));
        known.insert(profile.name().to_owned(), (Arc::clone(profile), Arc::clone(&connection)));
        connection
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

#[cfg(test)]
mod tests;
