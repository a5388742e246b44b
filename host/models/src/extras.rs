use serde::{Deserialize, Serialize};

/// What is known of a service beside its operations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extras {}
