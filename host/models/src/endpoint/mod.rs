//! Where requests of a service go: the rules that AWS publishes for each service, evaluated.

use serde::{Deserialize, Serialize};

/// The rules of a service.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct RuleSet {}

/// The partitions of AWS.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Partitions {}
