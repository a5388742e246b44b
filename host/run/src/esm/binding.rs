use std::fmt;

use serde::{Deserialize, Serialize};
use wasmidem_contract::Step;

/// Whose a remembered resource is: the profile it was enforced with, and where that pointed.
///
/// Without it, a resource of another profile would look as if it were gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Binding {
    /// The profile.
    pub(crate) profile: String,
    /// The region; `None` if the profile has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
}

impl Binding {
    /// That of the calls of a step.
    pub(crate) fn of(step: &Step) -> Self {
        let region = Some(step.region.clone()).filter(|region| !region.is_empty());
        Self { profile: step.profile.clone(), region }
    }
}

impl fmt::Display for Binding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "profile `{}`", self.profile)?;
        self.region.as_ref().map_or(Ok(()), |region| write!(f, " in {region}"))
    }
}
