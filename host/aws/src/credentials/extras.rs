//! What idem's configuration keeps in `acct.extras` for AWS: the region of profiles that have none, and
//! files with keys whose sections become profiles.

use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{CredentialsError, Environment, PROVIDER, check_region, shared, shown};
use crate::Secret;
use crate::acct::{self, Node};

/// The key of idem-aws for files with keys.
const FILES: &str = "aws.iam";
/// What is told of a state store in a bucket.
const ESM: &str = "`aws.esm` of `acct.extras` has no effect: state is stored in files";

/// What was found.
pub(super) struct Extras {
    /// The region of profiles that have none; it counts more than `AWS_REGION`.
    pub(super) region: Option<String>,
    /// Profiles from files, in the layout of an acct file.
    pub(super) profiles: Option<Node>,
    /// What is odd.
    pub(super) warnings: Vec<String>,
}

/// Reads it from JSON; `environment` says where home is.
pub(super) async fn read(json: &Secret, environment: &Environment) -> Result<Extras, CredentialsError> {
    let document = acct::json(json).map_err(wrong)?;
    let mut found = Extras { region: None, profiles: None, warnings: Vec::new() };
    if !matches!(document, Node::Map(_) | Node::Null) {
        return Err(wrong("it is not a mapping".to_owned()));
    }
    for (name, value) in document.members() {
        match name {
            PROVIDER => found.read_aws(value)?,
            FILES => found.read_files(value, environment).await?,
            _ => found.warnings.push(format!("`{}` of `acct.extras` has no effect", shown(name))),
        }
    }
    Ok(found)
}

impl Extras {
    fn read_aws(&mut self, settings: &Node) -> Result<(), CredentialsError> {
        for (name, value) in settings.members().filter(|(_, value)| **value != Node::Null) {
            match (name, value.as_text()) {
                ("region_name", Some("")) => {}
                ("region_name", Some(region)) => {
                    let checked = check_region(region);
                    self.region =
                        Some(checked.map_err(|problem| wrong(format!("`aws.region_name`: {problem}")))?);
                }
                ("region_name", None) => {
                    return Err(wrong(format!("`aws.region_name` must be text, not {}", value.kind())));
                }
                ("esm", _) => self.warnings.push(ESM.to_owned()),
                _ => self.warnings.push(format!("`aws.{}` of `acct.extras` has no effect", shown(name))),
            }
        }
        Ok(())
    }

    /// Each section is a profile; the other settings lie over all of them.
    async fn read_files(
        &mut self,
        settings: &Node,
        environment: &Environment,
    ) -> Result<(), CredentialsError> {
        let mut profiles = Vec::new();
        for path in paths(settings)? {
            let path = environment.at_home(&path);
            if !path.is_file() {
                let path = path.display();
                self.warnings
                    .push(format!("there is no file `{path}`, which `{FILES}` of `acct.extras` names"));
                continue;
            }
            for (name, settings) in shared::sections(&path, environment).await? {
                let text =
                    |(name, value): (&str, String)| (name.to_owned(), Node::Text(Zeroizing::new(value)));
                profiles.push((name, Node::Map(settings.into_iter().map(text).collect())));
            }
        }
        for (name, value) in settings.members().filter(|(name, _)| *name != "paths") {
            for (_, profile) in &mut profiles {
                profile.lay_over(Node::Map(vec![(name.to_owned(), value.clone())]));
            }
        }
        let mut all = Node::Map(Vec::new());
        profiles.into_iter().for_each(|profile| all.lay_over(Node::Map(vec![profile])));
        self.profiles = Some(Node::Map(vec![(PROVIDER.to_owned(), all)]));
        Ok(())
    }
}

fn paths(settings: &Node) -> Result<Vec<PathBuf>, CredentialsError> {
    let expected = || wrong(format!("`paths` of `{FILES}` must be a list of paths"));
    let texts: Vec<&Node> = match settings.get("paths") {
        None | Some(Node::Null) => Vec::new(),
        Some(Node::List(paths)) => paths.iter().collect(),
        Some(path) => vec![path],
    };
    texts.into_iter().map(|path| path.as_text().map(PathBuf::from).ok_or_else(expected)).collect()
}

fn wrong(problem: String) -> CredentialsError {
    CredentialsError::Extras { problem }
}
