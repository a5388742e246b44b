use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Paginator, Resources, Waiter};

/// What is known of a service beside its operations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extras {
    /// How operations give their answers in pages, by the names of operations.
    pub paginators: BTreeMap<String, Paginator>,
    /// What can be waited for, by names such as `VpcAvailable`.
    pub waiters: BTreeMap<String, Waiter>,
    /// The resources that boto3 has for the service, if any.
    pub resources: Option<Resources>,
}
