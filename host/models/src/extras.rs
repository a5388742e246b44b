use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Paginator, Waiter};

/// What is known of a service beside its operations.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extras {
    /// By operation, e.g. `DescribeVpcs`.
    pub paginators: BTreeMap<String, Paginator>,
    /// By name, e.g. `VpcAvailable`.
    pub waiters: BTreeMap<String, Waiter>,
}
