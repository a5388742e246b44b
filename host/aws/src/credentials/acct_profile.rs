//! Profiles of the provider `aws` in an acct file, with the keys and aliases idem-aws 6.2 knows. One
//! difference: idem also takes `key` as the session token, so that a profile with `key` as secret
//! sends its secret as token; here `key` is the secret only.

use std::collections::{BTreeMap, BTreeSet};

use wasmidem_contract::nearest;

use super::{CredentialsError, Endpoints, Environment, Keys, Profile, check_endpoint, check_region, shown};
use crate::Secret;
use crate::acct::Node;

// Each list is a setting with its aliases; the first that is present counts.
const REGION: &[&str] = &["region_name", "region", "location"];
const ENDPOINT: &[&str] = &["endpoint_url", "endpoint"];
const USE_SSL: &[&str] = &["use_ssl"];
const VERIFY: &[&str] = &["verify"];
const KEY_ID: &[&str] = &["aws_access_key_id", "key_id", "id"];
const SECRET: &[&str] = &["aws_secret_access_key", "secret_access_key", "access_key", "key"];
const TOKEN: &[&str] = &["aws_session_token", "session_token", "token"];
/// Settings that change the identity: ignoring one would call as somebody else.
const UNSUPPORTED: &[&str] = &["assume_role"];
/// Settings of idem that have no meaning here.
const IGNORED: &[&str] = &["esm"];

/// Reads all profiles; what is odd goes to `warnings`.
pub(super) fn read(
    document: &Node,
    environment: &Environment,
    warnings: &mut Vec<String>,
) -> BTreeMap<String, Result<Profile, CredentialsError>> {
    for (provider, _) in document.members() {
        if provider.starts_with("aws.") || provider == "acct-backends" || provider == "backend_key" {
            warnings.push(format!("`{}` of the acct file is not supported and ignored", shown(provider)));
        }
    }
    let profiles = document.get("aws").into_iter().flat_map(Node::members);
    profiles
        .map(|(name, settings)| {
            let profile =
                Reader { name, settings, source: None, used: BTreeSet::new(), warnings }.read(environment);
            (name.to_owned(), profile)
        })
        .collect()
}

/// A profile of settings that a state gives, laid over those of another profile.
pub(super) fn add(
    name: &str,
    settings: &Node,
    source: Option<&Profile>,
    environment: &Environment,
) -> Result<Profile, CredentialsError> {
    let mut warnings = Vec::new();
    let profile = Reader { name, settings, source, used: BTreeSet::new(), warnings: &mut warnings }
        .read(environment)?;
    match warnings.pop() {
        // Nobody would hear of it later.
        Some(problem) => Err(CredentialsError::InvalidProfile { profile: shown(name).to_owned(), problem }),
        None => Ok(profile),
    }
}

struct Reader<'a> {
    name: &'a str,
    /// What holds for settings that are not given.
    source: Option<&'a Profile>,
    settings: &'a Node,
    used: BTreeSet<&'static str>,
    warnings: &'a mut Vec<String>,
}

impl Reader<'_> {
    fn read(mut self, environment: &Environment) -> Result<Profile, CredentialsError> {
        let region = self.text(REGION)?.map(|region| check_region(&region)).transpose();
        let endpoint = self.text(ENDPOINT)?.map(|url| check_endpoint(&url)).transpose();
        let use_ssl = self.flag(USE_SSL)?;
        let ca_bundle = self.verify(
            endpoint
                .as_ref()
                .is_ok_and(|endpoint| endpoint.as_ref().is_some_and(|endpoint| !endpoint.secure)),
        )?;
        let access_key_id = self.text(KEY_ID)?;
        let secret_access_key = self.text(SECRET)?;
        let session_token = self.text(TOKEN)?.map(Secret::new);
        self.warn_of_unknown();
        if let Some(setting) = UNSUPPORTED.iter().find(|setting| self.settings.get(setting).is_some()) {
            return Err(CredentialsError::Unsupported {
                profile: self.name.to_owned(),
                setting: (*setting).to_owned(),
            });
        }
        let endpoint = endpoint.map_err(|problem| self.invalid(problem))?;
        if use_ssl == Some(false) && endpoint.is_none() {
            return Err(self.invalid(
                "`use_ssl: false` needs an `endpoint_url`, since requests to AWS itself are always encrypted",
            ));
        }
        let keys = match (access_key_id, secret_access_key, self.source) {
            (None, None, Some(source)) if session_token.is_none() => source.keys.clone(),
            (Some(id), Some(secret), _) => {
                Keys { access_key_id: Secret::new(id), secret_access_key: Secret::new(secret), session_token }
            }
            (None, ..) => return Err(self.invalid("`aws_access_key_id` is missing")),
            (_, None, _) => return Err(self.invalid("`aws_secret_access_key` is missing")),
        };
        let region = match region.map_err(|problem| self.invalid(problem))? {
            Some(region) => Some(region),
            None if self.source.is_some() => self.source.and_then(|source| source.region.clone()),
            None => environment.region().map_err(|problem| self.invalid(problem))?,
        };
        let endpoints = match endpoint {
            Some(endpoint) => Endpoints { all: Some(endpoint), ..Endpoints::default() },
            None => match self.source {
                Some(source) => source.endpoints.clone(),
                None => environment.endpoints().map_err(|problem| self.invalid(problem))?,
            },
        };
        let ca_bundle = ca_bundle.or_else(|| match self.source {
            Some(source) => source.ca_bundle.clone(),
            None => environment.get("AWS_CA_BUNDLE").map(str::to_owned),
        });
        Ok(Profile {
            name: self.name.to_owned(),
            keys,
            region,
            endpoints,
            ca_bundle,
            fips: environment.flag("AWS_USE_FIPS_ENDPOINT"),
            dual_stack: environment.flag("AWS_USE_DUALSTACK_ENDPOINT"),
        })
    }

    fn invalid(&self, problem: impl Into<String>) -> CredentialsError {
        CredentialsError::InvalidProfile { profile: shown(self.name).to_owned(), problem: problem.into() }
    }

    /// The first alias that is there and not null.
    fn find(&mut self, aliases: &[&'static str]) -> Option<(&'static str, &Node)> {
        let settings = self.settings;
        let name =
            aliases.iter().find(|name| settings.get(name).is_some_and(|value| *value != Node::Null))?;
        self.used.insert(name);
        Some((name, settings.get(name)?))
    }

    fn text(&mut self, aliases: &[&'static str]) -> Result<Option<String>, CredentialsError> {
        let found = match self.find(aliases) {
            None => return Ok(None),
            Some((_, Node::Text(text))) if text.trim().is_empty() => return Ok(None),
            Some((_, Node::Text(text))) => return Ok(Some(text.as_str().to_owned())),
            Some((name, other)) => format!("`{name}` must be text, not {}; put it in quotes", other.kind()),
        };
        Err(self.invalid(found))
    }

    fn flag(&mut self, aliases: &[&'static str]) -> Result<Option<bool>, CredentialsError> {
        let found = match self.find(aliases) {
            None => return Ok(None),
            Some((_, Node::Bool(flag))) => return Ok(Some(*flag)),
            Some((name, node)) => match node.as_text().map(str::to_ascii_lowercase).as_deref() {
                Some("true") => return Ok(Some(true)),
                Some("false") => return Ok(Some(false)),
                _ => format!("`{name}` must be true or false"),
            },
        };
        Err(self.invalid(found))
    }

    /// `verify` is a boolean or the path of a CA bundle. It has no meaning without encryption.
    fn verify(&mut self, plain_http: bool) -> Result<Option<String>, CredentialsError> {
        let found = match self.find(VERIFY) {
            None | Some((_, Node::Bool(true))) => return Ok(None),
            Some((_, Node::Bool(false))) if plain_http => return Ok(None),
            Some((_, Node::Bool(false))) => {
                "`verify: false` is not supported; give the path of a CA bundle that holds the endpoint's certificate"
            }
            Some((_, Node::Text(path))) => return Ok(Some(path.as_str().to_owned())),
            Some(_) => "`verify` must be true or the path of a CA bundle",
        };
        Err(self.invalid(found))
    }

    fn warn_of_unknown(&mut self) {
        let known = || {
            [REGION, ENDPOINT, USE_SSL, VERIFY, KEY_ID, SECRET, TOKEN, UNSUPPORTED, IGNORED]
                .into_iter()
                .flatten()
        };
        for (setting, _) in self.settings.members() {
            if known().any(|name| *name == setting) {
                continue;
            }
            let meant = nearest(setting, known().copied()).map(|name| format!("; `{name}` may be meant"));
            self.warnings.push(format!(
                "profile `{}` of the acct file has the setting `{}`, which is not supported and ignored{}",
                shown(self.name),
                shown(setting),
                meant.unwrap_or_default()
            ));
        }
    }
}
