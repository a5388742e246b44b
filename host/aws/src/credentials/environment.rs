use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use super::{Endpoints, check_endpoint, check_region};

/// The environment variables that matter for credentials, as AWS's own tools read them.
#[derive(Clone, Default)]
pub struct Environment(HashMap<String, String>);

/// Where the region of `acct.extras` is kept; no variable has such a name.
const CONFIGURED_REGION: &str = "acct.extras: aws.region_name";

impl Environment {
    /// Takes what matters from the variables of a process, e.g. of `std::env::vars_os()`: `AWS_…`
    /// and where home is. Empty variables count as not set.
    pub fn new<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>) -> Self {
        let text =
            |(name, value): (K, V)| Some((name.into().into_string().ok()?, value.into().into_string().ok()?));
        let matters = |name: &str| {
            name.starts_with("AWS_") || ["HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH"].contains(&name)
        };
        Self(
            variables
                .into_iter()
                .filter_map(text)
                .filter(|(name, value)| matters(name) && !value.is_empty())
                .collect(),
        )
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// The profile asked for. The second name is that of older tools.
    pub(super) fn profile(&self) -> Option<(&'static str, &str)> {
        ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"].into_iter().find_map(|name| Some((name, self.get(name)?)))
    }

    pub(super) fn region(&self) -> Result<Option<String>, String> {
        let places = [CONFIGURED_REGION, "AWS_REGION", "AWS_DEFAULT_REGION"];
        let region = places.into_iter().find_map(|name| Some((name, self.get(name)?)));
        region
            .map(|(name, region)| check_region(region).map_err(|problem| format!("{name}: {problem}")))
            .transpose()
    }

    /// The same with a region that counts more than that of the variables.
    pub(super) fn with_region(mut self, region: Option<String>) -> Self {
        self.0.extend(region.map(|region| (CONFIGURED_REGION.to_owned(), region)));
        self
    }

    /// A path whose `~` is home.
    pub(super) fn at_home(&self, path: &Path) -> PathBuf {
        let home = self.get("HOME").or_else(|| self.get("USERPROFILE"));
        match (path.strip_prefix("~"), home) {
            (Ok(rest), Some(home)) => Path::new(home).join(rest),
            _ => path.to_owned(),
        }
    }

    /// The same, with these files as the shared files of AWS's tools.
    pub(super) fn with_files(mut self, credentials: &Path, config: &Path) -> Self {
        let files = [("AWS_SHARED_CREDENTIALS_FILE", credentials), ("AWS_CONFIG_FILE", config)];
        self.0.extend(files.map(|(name, path)| (name.to_owned(), path.display().to_string())));
        self
    }

    /// Whether endpoints in variables and shared files are to be ignored.
    pub(super) fn ignores_endpoints(&self) -> bool {
        self.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
    }

    pub(super) fn endpoints(&self) -> Result<Endpoints, String> {
        let mut endpoints = Endpoints::default();
        if self.ignores_endpoints() {
            return Ok(endpoints);
        }
        for (name, url) in &self.0 {
            let Some(of) = name.strip_prefix("AWS_ENDPOINT_URL") else { continue };
            let endpoint = check_endpoint(url).map_err(|problem| format!("{name}: {problem}"))?;
            match of.strip_prefix('_') {
                Some(service) => {
                    endpoints.services.insert(service.to_owned(), endpoint);
                }
                None if of.is_empty() => endpoints.all = Some(endpoint),
                None => {}
            }
        }
        Ok(endpoints)
    }

    /// For the parser of shared files, which looks for the places of files in it.
    pub(super) fn variables(&self) -> HashMap<String, String> {
        self.0
            .iter()
            .filter(|(name, _)| !name.contains("SECRET") && !name.contains("TOKEN"))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
