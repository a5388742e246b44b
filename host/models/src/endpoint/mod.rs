//! Where requests of a service go: the rules that AWS publishes for each service, evaluated.
//!
//! The language is that of Smithy's endpoint rule sets
//! (<https://smithy.io/2.0/additional-specs/rules-engine/specification.html>). Trees of rules become a
//! list of steps when they are imported, so that evaluation neither recurses nor looks names up.

#[cfg(feature = "import")]
mod cases;
mod functions;
#[cfg(feature = "import")]
mod import;
mod parameters;
mod partitions;
mod resolve;
mod rules;
mod scope;

#[cfg(feature = "import")]
pub use cases::{Case, cases};
pub use parameters::{ParameterValue, Parameters};
pub use partitions::{Partition, Partitions, UnusablePartitions};
pub use resolve::{AuthScheme, Endpoint, EndpointError};
pub use rules::{Parameter, ParameterType, RuleSet};
