//! Credentials as AWS's own tools find them: variables first, then `~/.aws/config` and
//! `~/.aws/credentials`. Metadata services of instances and containers are never asked.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use aws_config::profile::{Profile as Section, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};

use super::{CredentialsError, DEFAULT, Endpoints, Environment, Keys, Profile, check_endpoint, check_region};
use crate::Secret;

/// Settings of a section that lead to another identity than its own keys: ignoring one would call as
/// somebody else.
const OTHER_IDENTITIES: &[&str] = &[
    "role_arn",
    "source_profile",
    "credential_source",
    "credential_process",
    "web_identity_token_file",
    "sso_session",
    "sso_start_url",
    "login_session",
];

/// Settings of a section that a profile of an acct file may have too.
const KEYS: &[&str] = &[
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "region",
    "region_name",
    "endpoint_url",
];

/// What was found.
pub(super) struct Found {
    pub(super) profiles: BTreeMap<String, Result<Profile, CredentialsError>>,
    pub(super) warnings: Vec<String>,
    /// Where it was looked for, to be told.
    pub(super) place: String,
}

/// Reads the variables and the shared files.
pub(super) async fn load(environment: &Environment) -> Result<Found, CredentialsError> {
    let mut warnings = missing_files(environment);
    let sections = parse(environment).await?;
    let mut profiles: BTreeMap<String, Result<Profile, CredentialsError>> = sections
        .profiles()
        .filter_map(|name| {
            Some((name.to_owned(), from_section(name, sections.get_profile(name)?, environment)))
        })
        .collect();
    let place = "the environment and the shared AWS files (~/.aws/config, ~/.aws/credentials)".to_owned();

    let asked = environment.profile();
    if let Some((variable, name)) = asked
        && sections.get_profile(name).is_none()
    {
        let known = profiles.into_keys().collect();
        return Err(CredentialsError::UnknownProfile {
            name: name.to_owned(),
            place: format!("the shared AWS files, but {variable} asks for it"),
            known,
        });
    }
    let section_name = asked.map_or(DEFAULT, |(_, name)| name);
    let section = sections.get_profile(section_name);
    match from_variables(section, environment) {
        Some(profile) => {
            if let Some((variable, name)) = asked {
                warnings.push(format!(
                    "the keys in AWS_ACCESS_KEY_ID are used, not those of profile `{name}` that {variable} asks for"
                ));
            }
            profiles.insert(DEFAULT.to_owned(), profile);
        }
        None => {
            if let Some(section) = section {
                profiles.insert(DEFAULT.to_owned(), from_section(section_name, section, environment));
            }
        }
    }
    if let Some(Err(CredentialsError::None)) = profiles.get(DEFAULT) {
        profiles.remove(DEFAULT);
    }
    Ok(Found { profiles, warnings, place })
}

/// The parser takes a file that is missing for an empty one, even if the user named it.
fn missing_files(environment: &Environment) -> Vec<String> {
    ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]
        .into_iter()
        .filter_map(|variable| Some((variable, environment.get(variable)?)))
        .filter(|(_, path)| !path.starts_with('~') && !Path::new(path).exists())
        .map(|(variable, path)| format!("there is no file `{path}`, which {variable} names"))
        .collect()
}

async fn parse(environment: &Environment) -> Result<ProfileSet, CredentialsError> {
    let variables = Env::from(environment.variables());
    aws_config::profile::load(&Fs::real(), &variables, &Default::default(), None).await.map_err(|error| {
        // The source names the file and the line, and quotes nothing.
        let problem = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        CredentialsError::SharedFiles { problem: problem.split_whitespace().collect::<Vec<_>>().join(" ") }
    })
}

/// The settings of each section of a file with keys, as far as they mean something.
pub(super) async fn sections(
    file: &Path,
    environment: &Environment,
) -> Result<Vec<(String, Vec<(&'static str, String)>)>, CredentialsError> {
    let settings = KEYS.iter().chain(OTHER_IDENTITIES);
    // An empty file stands for the other one.
    let sections = parse(&environment.clone().with_files(file, Path::new("/dev/null"))).await?;
    let section = |name: &str| {
        let section = sections.get_profile(name)?;
        let found = settings.clone().filter_map(|name| Some((*name, section.get(name)?.to_owned())));
        Some((name.to_owned(), found.collect()))
    };
    Ok(sections.profiles().filter_map(section).collect())
}

/// The profile whose keys stand in variables, if any do.
fn from_variables(
    section: Option<&Section>,
    environment: &Environment,
) -> Option<Result<Profile, CredentialsError>> {
    let id = environment.get("AWS_ACCESS_KEY_ID");
    let secret = environment.get("AWS_SECRET_ACCESS_KEY");
    let keys = match (id, secret) {
        (None, None) => return None,
        (Some(id), Some(secret)) => Keys {
            access_key_id: Secret::new(id),
            secret_access_key: Secret::new(secret),
            session_token: environment.get("AWS_SESSION_TOKEN").map(Secret::new),
        },
        (None, _) => {
            return Some(Err(invalid(DEFAULT, "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not")));
        }
        (_, None) => {
            return Some(Err(invalid(DEFAULT, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not")));
        }
    };
    Some(with_keys(DEFAULT, keys, section, environment))
}

fn from_section(
    name: &str,
    section: &Section,
    environment: &Environment,
) -> Result<Profile, CredentialsError> {
    let text = |setting: &str| section.get(setting).filter(|value| !value.is_empty());
    if let Some(setting) = OTHER_IDENTITIES.iter().find(|setting| text(setting).is_some()) {
        return Err(CredentialsError::Unsupported {
            profile: name.to_owned(),
            setting: (*setting).to_owned(),
        });
    }
    let keys = match (text("aws_access_key_id"), text("aws_secret_access_key")) {
        (None, None) if name == DEFAULT => return Err(CredentialsError::None),
        (None, None) => return Err(invalid(name, "it has no keys in the shared AWS files")),
        (Some(id), Some(secret)) => Keys {
            access_key_id: Secret::new(id),
            secret_access_key: Secret::new(secret),
            session_token: text("aws_session_token").map(Secret::new),
        },
        (None, _) => {
            return Err(invalid(name, "`aws_access_key_id` is missing in the shared AWS files"));
        }
        (_, None) => {
            return Err(invalid(name, "`aws_secret_access_key` is missing in the shared AWS files"));
        }
    };
    with_keys(name, keys, Some(section), environment)
}

fn with_keys(
    name: &str,
    keys: Keys,
    section: Option<&Section>,
    environment: &Environment,
) -> Result<Profile, CredentialsError> {
    let text =
        |setting: &str| section.and_then(|section| section.get(setting)).filter(|value| !value.is_empty());
    let flag = |setting: &str| text(setting).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let wrong = |problem: String| invalid(name, problem);
    let region = match environment.region().map_err(wrong)? {
        Some(region) => Some(region),
        None => text("region").map(check_region).transpose().map_err(wrong)?,
    };
    Ok(Profile {
        name: name.to_owned(),
        keys,
        region,
        endpoints: endpoints(name, section, environment)?,
        ca_bundle: environment.get("AWS_CA_BUNDLE").or_else(|| text("ca_bundle")).map(str::to_owned),
        fips: environment.flag("AWS_USE_FIPS_ENDPOINT") || flag("use_fips_endpoint"),
        dual_stack: environment.flag("AWS_USE_DUALSTACK_ENDPOINT") || flag("use_dualstack_endpoint"),
    })
}

fn endpoints(
    name: &str,
    section: Option<&Section>,
    environment: &Environment,
) -> Result<Endpoints, CredentialsError> {
    let mut endpoints = environment.endpoints().map_err(|problem| invalid(name, problem))?;
    let text =
        |setting: &str| section.and_then(|section| section.get(setting)).filter(|value| !value.is_empty());
    if environment.ignores_endpoints()
        || text("ignore_configured_endpoint_urls").is_some_and(|value| value == "true")
    {
        return Ok(endpoints);
    }
    // Ignoring it would send requests to AWS that were meant for somewhere else.
    if text("services").is_some() && endpoints.all.is_none() {
        return Err(CredentialsError::Unsupported {
            profile: name.to_owned(),
            setting: "services".to_owned(),
        });
    }
    if let Some(url) = text("endpoint_url") {
        let endpoint = check_endpoint(url).map_err(|problem| invalid(name, problem))?;
        endpoints.all.get_or_insert(endpoint);
    }
    Ok(endpoints)
}

fn invalid(profile: &str, problem: impl Into<String>) -> CredentialsError {
    CredentialsError::InvalidProfile { profile: profile.to_owned(), problem: problem.into() }
}
