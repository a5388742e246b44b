//! One request and its answer, by the runtime of the official SDK.

use std::convert::Infallible;
use std::fmt;

use aws_config::BehaviorVersion;
use aws_runtime::auth::sigv4::{self, SigV4AuthScheme};
use aws_runtime::auth::sigv4a::{self, SigV4aAuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_runtime::client::auth::no_auth::{NO_AUTH_SCHEME_ID, NoAuthScheme};
use aws_smithy_runtime::client::identity::IdentityCache;
use aws_smithy_runtime::client::identity::no_auth::NoAuthIdentityResolver;
use aws_smithy_runtime::client::orchestrator::operation::Operation as Invocation;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::auth::{
    AuthSchemeOptionResolverParams, SharedAuthScheme, SharedAuthSchemeOptionResolver,
};
use aws_smithy_runtime_api::client::identity::SharedIdentityResolver;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use aws_types::sdk_ua_metadata::FrameworkMetadata;
use http_body_util::Limited;
use wasmidem_wire::{Codec, Encoded};

use super::Request;
use super::connection::Connection;
use super::endpoint::Place;
use super::reading::{Answer, read};
use super::settings::Http;
use super::signing::Signature;

/// The most of an answer that is read, in bytes: lists of AWS are far smaller, and what is stored there
/// may be larger than any memory.
pub(super) const MOST_OF_AN_ANSWER: usize = 64 << 20;

/// What it takes to send a request.
pub(super) struct Exchange<'a> {
    pub(super) request: Request<'a>,
    pub(super) encoded: Encoded,
    pub(super) place: Place,
    pub(super) signature: Signature,
}

impl Exchange<'_> {
    /// Sends the request, once.
    pub(super) async fn carry_out(
        self,
        connection: &Connection,
        http: &Http,
    ) -> Result<Answer, SdkError<Infallible, HttpResponse>> {
        let failed = |error: BoxError| SdkError::construction_failure(error);
        let url = self.url().map_err(failed)?;
        let client = http.client(&url, connection.profile()).map_err(|error| failed(error.into()))?;
        let Self { request: Request { service, operation, .. }, encoded, place, signature } = self;
        let mut request = encoded.request;
        for (name, values) in place.headers {
            for value in values {
                request
                    .headers_mut()
                    .try_append(name.clone(), value)
                    .map_err(|error| failed(error.into()))?;
            }
        }
        let invocation = Invocation::builder()
            .service_name(&*service.id)
            .operation_name(&*operation.name)
            .behavior_version(BehaviorVersion::v2026_01_12())
            .http_client(client)
            .endpoint_url(&url)
            // the gate decides what may be sent again
            .no_retry()
            .timeout_config(http.timeouts())
            .sleep_impl(TokioSleep::new())
            .time_source(connection.clock().clone())
            .with_connection_poisoning()
            .interceptor(BoundAnswer)
            .interceptor(InvocationIdInterceptor::new())
            .interceptor(UserAgentInterceptor::new())
            .runtime_plugin(plugin(signature, connection))
            .serializer(|request: HttpRequest| Ok(request))
            .deserializer(move |response: &HttpResponse| {
                Ok::<_, OrchestratorError<Infallible>>(read(Codec::of(service), operation, response))
            })
            .build();
        invocation.invoke(request).await
    }

    /// The URL of the place, with what the operation puts before its host. An endpoint of one's own has
    /// no names for that.
    fn url(&self) -> Result<String, BoxError> {
        let url = &self.place.url;
        match (&self.encoded.host_prefix, url.split_once("://")) {
            (Some(prefix), Some((scheme, rest))) if !self.place.is_own => {
                Ok(format!("{scheme}://{prefix}{rest}"))
            }
            _ => Ok(url.clone()),
        }
    }
}

/// How the request is signed, and what it says of its sender.
fn plugin(signature: Signature, connection: &Connection) -> StaticRuntimePlugin {
    let mut layer = Layer::new("aws");
    let mut components = RuntimeComponentsBuilder::new("aws");
    components.set_identity_cache(Some(IdentityCache::no_cache()));
    let (scheme, implementation, config) = match signature {
        Signature::V4(config) => {
            (sigv4::SCHEME_ID, SharedAuthScheme::new(SigV4AuthScheme::new()), Some(config))
        }
        Signature::V4a(config) => {
            (sigv4a::SCHEME_ID, SharedAuthScheme::new(SigV4aAuthScheme::new()), Some(config))
        }
        Signature::Nothing => (NO_AUTH_SCHEME_ID, SharedAuthScheme::new(NoAuthScheme::new()), None),
    };
    let identity = match config {
        Some(config) => {
            layer.store_put(config);
            connection.identity().clone()
        }
        None => SharedIdentityResolver::new(NoAuthIdentityResolver::new()),
    };
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(ApiMetadata::new("wasmidem-models", env!("CARGO_PKG_VERSION")));
    if let Ok(us) = FrameworkMetadata::new("wasmidem", Some(env!("CARGO_PKG_VERSION"))) {
        layer.store_append(us);
    }
    components.set_auth_scheme_option_resolver(Some(SharedAuthSchemeOptionResolver::new(
        StaticAuthSchemeOptionResolver::new(vec![scheme.clone()]),
    )));
    components.push_auth_scheme(implementation);
    components.set_identity_resolver(scheme, identity);
    StaticRuntimePlugin::new().with_config(layer.freeze()).with_runtime_components(components)
}

/// Stops reading an answer that is too large to be kept.
#[derive(Debug)]
struct BoundAnswer;

impl Intercept for BoundAnswer {
    fn name(&self) -> &'static str {
        "bound answer"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response_mut().body_mut();
        let whole = std::mem::replace(body, SdkBody::taken());
        *body = SdkBody::from_body_1_x(Limited::new(whole, MOST_OF_AN_ANSWER));
        Ok(())
    }
}

impl fmt::Debug for Exchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange").field("operation", &self.request.operation.name).finish_non_exhaustive()
    }
}
