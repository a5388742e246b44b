mod acct_profile;
mod environment;
mod error;
mod profile;
mod shared;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use environment::Environment;
pub use error::CredentialsError;
pub use profile::Profile;
pub(crate) use profile::{Endpoint, Endpoints, Keys, check_endpoint, check_region};

use crate::{Secret, acct};

/// The profile that is used unless another is asked for.
const DEFAULT: &str = "default";

/// A name from a file as it may be shown: whole if it is a plain word, else `…`. Where names stand,
/// people by mistake also write secrets, which are longer or of more kinds of characters.
pub(crate) fn shown(name: &str) -> &str {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    let lower = |c: char| word(c) && !c.is_ascii_uppercase();
    let plain = name.len() <= 16 && name.chars().all(word) || name.len() <= 32 && name.chars().all(lower);
    if plain { name } else { "…" }
}

/// An acct file and its key.
#[derive(Debug, Clone)]
pub struct AcctInput {
    /// `ACCT_FILE`.
    pub file: PathBuf,
    /// `ACCT_KEY`; without it the file is plain YAML.
    pub key: Option<Secret>,
}

/// Where profiles come from.
#[derive(Debug, Clone, Default)]
pub struct Input {
    /// The acct file. If there is one, keys come from it alone.
    pub acct: Option<AcctInput>,
    /// The profile the user asked for, `default` if none.
    pub profile: Option<String>,
    /// The process's environment.
    pub environment: Environment,
}

/// All profiles there are. Made before a run, so that a wrong key is found early; a profile that
/// cannot be used is an error only when it is asked for.
pub struct Profiles {
    profiles: BTreeMap<String, Result<Profile, CredentialsError>>,
    warnings: Vec<String>,
    place: String,
    missing_default: CredentialsError,
}

impl Profiles {
    /// Reads all profiles. Nothing is sent.
    ///
    /// Keys come from the acct file, or else from the environment variables and shared files of
    /// AWS's own tools; never from a metadata service.
    ///
    /// # Errors
    /// When the acct file or a shared file cannot be used, or the profile asked for (by name or by
    /// `AWS_PROFILE`) does not exist. A mistyped name never means the default credentials.
    pub async fn load(input: &Input) -> Result<Self, CredentialsError> {
        let profiles = match &input.acct {
            Some(file) => Self::from_acct(file, &input.environment)?,
            None => shared::load(&input.environment).await?,
        };
        match input.profile.as_deref() {
            Some(name) if name != DEFAULT && !profiles.profiles.contains_key(name) => {
                Err(profiles.unknown(name))
            }
            _ => Ok(profiles),
        }
    }

    fn from_acct(input: &AcctInput, environment: &Environment) -> Result<Self, CredentialsError> {
        let document = acct::load(input)?;
        let path = input.file.display().to_string();
        let mut warnings = Vec::new();
        let profiles = acct_profile::read(&document, environment, &mut warnings);
        let missing_default = if document.get("aws").is_none() {
            let found = document.members().map(|(name, _)| name.to_owned()).collect();
            CredentialsError::NoProvider { path: path.clone(), found }
        } else {
            let known = profiles.keys().cloned().collect();
            CredentialsError::UnknownProfile {
                name: DEFAULT.into(),
                place: format!("the acct file `{path}`"),
                known,
            }
        };
        Ok(Self { profiles, warnings, place: format!("the acct file `{path}`"), missing_default })
    }

    /// A usable profile.
    ///
    /// # Errors
    /// When there is no such profile, or it cannot be used.
    pub fn get(&self, name: &str) -> Result<&Profile, CredentialsError> {
        match self.profiles.get(name) {
            Some(profile) => profile.as_ref().map_err(Clone::clone),
            None if name == DEFAULT => Err(self.missing_default.clone()),
            None => Err(self.unknown(name)),
        }
    }

    /// The region of a profile.
    ///
    /// # Errors
    /// When there is no such profile, or it cannot be used, or it has no region.
    pub fn region(&self, name: &str) -> Result<&str, CredentialsError> {
        self.get(name)?.region()
    }

    /// The names of all profiles, in order, also of those that cannot be used.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.profiles.keys().map(String::as_str)
    }

    /// What was odd while reading: settings nobody knows, for instance.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn unknown(&self, name: &str) -> CredentialsError {
        if let CredentialsError::NoProvider { .. } = self.missing_default {
            return self.missing_default.clone();
        }
        CredentialsError::UnknownProfile {
            name: name.to_owned(),
            place: self.place.clone(),
            known: self.names().map(str::to_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests;
