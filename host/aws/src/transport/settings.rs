//! How connections are set up.

use std::fs;
use std::sync::OnceLock;

use aws_smithy_http_client::tls::{self, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector, proxy::ProxyConfig};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::timeout::TimeoutConfig;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::Timeouts;
use crate::{CredentialsError, Profile};

/// The HTTP clients that all profiles share.
pub(super) struct Http {
    timeouts: Timeouts,
    /// Instead of the network, in tests and benchmarks.
    fixed: Option<SharedHttpClient>,
    plain: OnceLock<SharedHttpClient>,
    encrypted: OnceLock<SharedHttpClient>,
}

impl Http {
    pub(super) fn real() -> Self {
        Self {
            timeouts: Timeouts::default(),
            fixed: None,
            plain: OnceLock::new(),
            encrypted: OnceLock::new(),
        }
    }

    #[cfg(any(test, feature = "canned"))]
    pub(super) fn fixed(client: SharedHttpClient) -> Self {
        Self { fixed: Some(client), ..Self::real() }
    }

    pub(super) fn with_timeouts(timeouts: Timeouts) -> Self {
        Self { timeouts, ..Self::real() }
    }

    pub(super) fn timeouts(&self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.timeouts.connect)
            .read_timeout(self.timeouts.read)
            .operation_attempt_timeout(self.timeouts.attempt())
            .build()
    }

    /// The client for a URL. Without encryption no certificates are loaded: a machine without
    /// any can still reach an emulator.
    pub(super) fn client(&self, url: &str, profile: &Profile) -> Result<SharedHttpClient, CredentialsError> {
        if let Some(client) = &self.fixed {
            return Ok(client.clone());
        }
        if url.starts_with("http://") {
            return Ok(self.plain.get_or_init(plain).clone());
        }
        if let Some(path) = &profile.ca_bundle {
            return encrypted(profile, ca_bundle(profile, path)?);
        }
        if let Some(client) = self.encrypted.get() {
            return Ok(client.clone());
        }
        let client = encrypted(profile, TrustStore::default())?;
        Ok(self.encrypted.get_or_init(|| client).clone())
    }
}

fn plain() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::from_env());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.build_http()
    })
}

fn encrypted(profile: &Profile, trust: TrustStore) -> Result<SharedHttpClient, CredentialsError> {
    // Never go on without the context: the client would trust the certificates of the system.
    let context = TlsContext::builder().with_trust_store(trust).build();
    let context = context.map_err(|_| CredentialsError::InvalidProfile {
        profile: profile.name.clone(),
        problem: "encrypted connections cannot be set up".to_owned(),
    })?;
    let client = Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector = Connector::builder()
            .proxy_config(ProxyConfig::from_env())
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .tls_context(context.clone());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.build()
    });
    Ok(client)
}

/// The certificates in a file, in place of those of the system. They are checked here, since the
/// client panics on a bad one.
fn ca_bundle(profile: &Profile, path: &str) -> Result<TrustStore, CredentialsError> {
    let invalid = |problem: String| CredentialsError::InvalidProfile {
        profile: profile.name.clone(),
        problem: format!("the CA bundle `{path}` {problem}"),
    };
    let bytes = fs::read(path).map_err(|error| invalid(format!("cannot be read: {error}")))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate = certificate.map_err(|_| invalid("is not in PEM format".to_owned()))?;
        roots.add(certificate).map_err(|_| invalid("has a certificate that cannot be used".to_owned()))?;
    }
    if roots.is_empty() {
        return Err(invalid("has no certificate".to_owned()));
    }
    Ok(TrustStore::empty().with_pem_certificate(bytes))
}
