use std::collections::BTreeMap;

use http::Uri;
use http::uri::Scheme;

use super::shown;
use crate::{CredentialsError, Secret};

/// An identity and how to reach AWS with it. It can be neither printed nor serialised.
pub struct Profile {
    pub(crate) name: String,
    pub(crate) keys: Keys,
    pub(crate) region: Option<String>,
    pub(crate) endpoints: Endpoints,
    pub(crate) ca_bundle: Option<String>,
    pub(crate) fips: bool,
    pub(crate) dual_stack: bool,
}

/// What signs a request.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) access_key_id: Secret,
    pub(crate) secret_access_key: Secret,
    pub(crate) session_token: Option<Secret>,
}

/// Where services are, if not where AWS has them.
#[derive(Clone, Default)]
pub(crate) struct Endpoints {
    /// Of services that have none of their own.
    pub(crate) all: Option<Endpoint>,
    /// By the service's part of `AWS_ENDPOINT_URL_…`, e.g. `CLOUDWATCH_LOGS`.
    pub(crate) services: BTreeMap<String, Endpoint>,
}

impl Endpoints {
    /// The endpoint of the service with this id, e.g. `CloudWatch Logs`.
    pub(crate) fn of(&self, service: &str) -> Option<&Endpoint> {
        let name = service.replace([' ', '-'], "_").to_ascii_uppercase();
        self.services.get(&name).or(self.all.as_ref())
    }
}

/// The URL of a service.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) url: String,
    /// The host and the port in it.
    pub(crate) host: String,
    pub(crate) secure: bool,
}

impl Profile {
    /// Its name; `default` for the one used unless another is asked for.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its region.
    ///
    /// # Errors
    /// When nobody set one.
    pub fn region(&self) -> Result<&str, CredentialsError> {
        self.region.as_deref().ok_or_else(|| CredentialsError::NoRegion { profile: self.name.clone() })
    }

    /// The texts that must not appear in anything that leaves this room.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let keys = &self.keys;
        [Some(&keys.secret_access_key), keys.session_token.as_ref(), Some(&keys.access_key_id)]
            .into_iter()
            .flatten()
            .map(Secret::expose)
    }
}

/// Checks a region's name. It becomes part of a host's name, so nothing else may hide in it.
pub(crate) fn check_region(region: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !region.is_empty() && region.len() <= 63 && region.chars().all(fits) && !region.starts_with('-') {
        Ok(region.to_owned())
    } else {
        Err(format!("`{}` is not the name of a region such as `eu-central-1`", shown(region)))
    }
}

/// Checks an endpoint's URL. It is not quoted, since people put passwords into URLs.
pub(crate) fn check_endpoint(url: &str) -> Result<Endpoint, String> {
    let wrong = || "the endpoint must be a URL such as `http://127.0.0.1:5000`".to_owned();
    let uri: Uri = url.parse().map_err(|_| wrong())?;
    let secure = match uri.scheme() {
        Some(scheme) if *scheme == Scheme::HTTP => false,
        Some(scheme) if *scheme == Scheme::HTTPS => true,
        _ => return Err(wrong()),
    };
    let authority = uri.authority().filter(|authority| !authority.host().is_empty()).ok_or_else(wrong)?;
    if authority.as_str().contains('@') || uri.query().is_some() {
        return Err("the endpoint must be a URL without user, password and query".to_owned());
    }
    let port = uri.port_u16().unwrap_or(if secure { 443 } else { 80 });
    Ok(Endpoint { url: url.to_owned(), host: format!("{}:{port}", authority.host()), secure })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_cannot_smuggle_hosts() {
        assert!(check_region("us-gov-west-1").is_ok());
        for wrong in ["", "-a", "eu.example.com#", "eu central", "a/b", "EU-1", &"a".repeat(64)] {
            assert!(check_region(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn endpoints_have_scheme_and_host() {
        let endpoint = |url| check_endpoint(url).map(|endpoint| (endpoint.host, endpoint.secure));
        assert_eq!(endpoint("http://127.0.0.1:5000"), Ok(("127.0.0.1:5000".into(), false)));
        assert_eq!(endpoint("https://ec2.example.com/x"), Ok(("ec2.example.com:443".into(), true)));
        assert_eq!(endpoint("http://[::1]:80"), Ok(("[::1]:80".into(), false)));
        for wrong in [
            "",
            "127.0.0.1:5000",
            "localhost",
            "ftp://h",
            "http://",
            "https://u:canary@h",
            "http://h/?canary=1",
        ] {
            let problem = endpoint(wrong).unwrap_err();
            assert!(!problem.contains("canary"), "{wrong}: {problem}");
        }
    }
}
