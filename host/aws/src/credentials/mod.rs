mod acct_profile;
mod environment;
mod error;
mod extras;
mod profile;
mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

pub use environment::Environment;
pub use error::CredentialsError;
pub use profile::Profile;
pub(crate) use profile::{Endpoints, Keys, check_endpoint, check_region};

use wasmidem_contract::{Accounts, Failure, Object, Value};

use crate::acct::Node;
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
    /// JSON of the layout of an acct file, laid over the profiles.
    pub overrides: Option<Secret>,
    /// JSON of `acct.extras` of idem's configuration.
    pub extras: Option<Secret>,
    /// The profile the user asked for, `default` if none.
    pub profile: Option<String>,
    /// The process's environment.
    pub environment: Environment,
}

/// All profiles there are. Made before a run, so that a wrong key is found early; a profile that
/// cannot be used is an error only when it is asked for.
pub struct Profiles {
    profiles: RwLock<BTreeMap<String, Known>>,
    warnings: Vec<String>,
    place: String,
    missing_default: CredentialsError,
    environment: Environment,
    /// The names of profiles of other providers that states have added.
    others: RwLock<BTreeMap<String, BTreeSet<String>>>,
}

/// A profile, or why it cannot be used.
type Known = Result<Arc<Profile>, CredentialsError>;

/// The provider whose profiles these are.
const PROVIDER: &str = "aws";

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
        let over = input.overrides.as_ref().map(acct::overrides).transpose()?;
        let mut environment = input.environment.clone();
        let (mut gathered, mut odd) = (None, Vec::new());
        if let Some(json) = &input.extras {
            let found = extras::read(json, &environment).await?;
            environment = environment.with_region(found.region);
            (gathered, odd) = (found.profiles, found.warnings);
        }
        let mut profiles = match &input.acct {
            Some(file) => Self::from_acct(file, gathered, over, &environment)?,
            None => {
                let shared::Found { profiles, warnings, place } = shared::load(&environment).await?;
                let found = Self::new(profiles, warnings, place, CredentialsError::None, &environment);
                gathered.iter().chain(&over).for_each(|over| found.lay_over(over));
                found
            }
        };
        profiles.warnings.extend(odd);
        match input.profile.as_deref() {
            Some(name) if name != DEFAULT && !profiles.names().iter().any(|known| known == name) => {
                Err(profiles.unknown(name))
            }
            _ => Ok(profiles),
        }
    }

    fn from_acct(
        input: &AcctInput,
        gathered: Option<Node>,
        over: Option<Node>,
        environment: &Environment,
    ) -> Result<Self, CredentialsError> {
        let mut document = acct::load(input)?;
        gathered.into_iter().for_each(|gathered| document.complete(gathered));
        over.into_iter().for_each(|over| document.lay_over(over));
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
        Ok(Self::new(profiles, warnings, format!("the acct file `{path}`"), missing_default, environment))
    }

    fn new(
        profiles: BTreeMap<String, Result<Profile, CredentialsError>>,
        warnings: Vec<String>,
        place: String,
        missing_default: CredentialsError,
        environment: &Environment,
    ) -> Self {
        let profiles = profiles.into_iter().map(|(name, profile)| (name, profile.map(Arc::new))).collect();
        Self {
            profiles: RwLock::new(profiles),
            warnings,
            place,
            missing_default,
            environment: environment.clone(),
            others: RwLock::default(),
        }
    }

    /// Lays settings over the profiles of the surroundings; other profiles join them.
    fn lay_over(&self, over: &Node) {
        let settings = over.get(PROVIDER).into_iter().flat_map(Node::members);
        for (name, settings) in settings.filter(|(_, settings)| **settings != Node::Null) {
            let source = self.get(name).ok();
            let profile = acct_profile::add(name, settings, source.as_deref(), &self.environment);
            let mut profiles = self.profiles.write().unwrap_or_else(PoisonError::into_inner);
            profiles.insert(name.to_owned(), profile.map(Arc::new));
        }
    }

    /// A usable profile.
    ///
    /// # Errors
    /// When there is no such profile, or it cannot be used.
    pub fn get(&self, name: &str) -> Result<Arc<Profile>, CredentialsError> {
        let known = self.profiles.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        match known {
            Some(profile) => profile,
            None if name == DEFAULT => Err(self.missing_default.clone()),
            None => Err(self.unknown(name)),
        }
    }

    /// The region of a profile.
    ///
    /// # Errors
    /// When there is no such profile, or it cannot be used, or it has no region.
    pub fn region(&self, name: &str) -> Result<String, CredentialsError> {
        self.get(name)?.region().map(str::to_owned)
    }

    /// The names of all profiles, in order, also of those that cannot be used.
    pub fn names(&self) -> Vec<String> {
        self.profiles.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
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
            known: self.names(),
        }
    }
}

impl Accounts for Profiles {
    fn region(&self, profile: &str) -> Result<String, Failure> {
        Ok(Self::region(self, profile)?)
    }

    fn names(&self, provider: &str) -> Vec<String> {
        if provider == PROVIDER {
            return Self::names(self);
        }
        let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
        others.get(provider).into_iter().flatten().cloned().collect()
    }

    fn add(&self, provider: &str, name: &str, source: Option<&str>, members: &Object) -> Result<(), Failure> {
        if provider != PROVIDER {
            // Nothing here calls another provider, so only the name is of use.
            let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
            others.entry(provider.to_owned()).or_default().insert(name.to_owned());
            return Ok(());
        }
        let source = source.map(|source| self.get(source)).transpose()?;
        let members = Node::from_json(&Value::Object(members.clone()));
        let profile = acct_profile::add(name, &members, source.as_deref(), &self.environment);
        let profile = Arc::new(profile?);
        self.profiles.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Ok(profile));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
