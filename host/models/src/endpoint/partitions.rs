//! The partitions of AWS: which one a region belongs to.

use std::collections::HashMap;

use regex_lite::Regex;
use serde::{Deserialize, Serialize};

/// A partition of AWS: regions that share domains and identities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// Its name, as in ARNs: `aws`, `aws-cn`.
    pub id: String,
    /// What the names of its regions look like, also of those that are not known yet.
    pub region_regex: String,
    /// The regions that are known.
    pub regions: Vec<String>,
    /// The domain of its endpoints: `amazonaws.com`.
    pub dns_suffix: String,
    /// The domain of its endpoints that speak IPv6 too: `api.aws`.
    pub dual_stack_dns_suffix: String,
    /// Whether there are endpoints for FIPS 140.
    pub supports_fips: bool,
    /// Whether there are endpoints that speak IPv6 too.
    pub supports_dual_stack: bool,
    /// The region that signs requests to services without regions: `us-east-1`.
    pub implicit_global_region: String,
}

/// All partitions, ready to look regions up. The first is taken for regions that no other knows.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "Vec<Partition>", into = "Vec<Partition>")]
pub struct Partitions {
    /// INVARIANT: not empty.
    all: Vec<Partition>,
    /// One for each of `all`.
    patterns: Vec<Regex>,
    known: HashMap<String, usize>,
}

/// Partitions that regions cannot be looked up in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnusablePartitions {
    /// There is none.
    #[error("there is no partition")]
    None,
    /// The expression for regions does not compile.
    #[error("the expression for regions of the partition `{id}` is not valid: {reason}")]
    Pattern {
        /// The partition.
        id: String,
        /// What the parser of expressions says.
        reason: String,
    },
}

impl TryFrom<Vec<Partition>> for Partitions {
    type Error = UnusablePartitions;

    fn try_from(all: Vec<Partition>) -> Result<Self, UnusablePartitions> {
        if all.is_empty() {
            return Err(UnusablePartitions::None);
        }
        let pattern = |partition: &Partition| {
            Regex::new(&partition.region_regex).map_err(|error| UnusablePartitions::Pattern {
                id: partition.id.clone(),
                reason: error.to_string(),
            })
        };
        let patterns = all.iter().map(pattern).collect::<Result<_, _>>()?;
        let mut known = HashMap::new();
        for (position, partition) in all.iter().enumerate() {
            for region in &partition.regions {
                known.entry(region.clone()).or_insert(position);
            }
        }
        Ok(Self { all, patterns, known })
    }
}

impl From<Partitions> for Vec<Partition> {
    fn from(partitions: Partitions) -> Self {
        partitions.all
    }
}

impl Partitions {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Partition] {
        &self.all
    }

    /// The partition of a region: the one that knows it, else the first whose names look so, else the
    /// first of all, as AWS prescribes.
    #[must_use]
    pub fn of(&self, region: &str) -> Option<&Partition> {
        let position = self.known.get(region).copied().or_else(|| {
            let fits = |pattern: &Regex| pattern.is_match(region);
            self.patterns.iter().position(fits)
        });
        self.all.get(position.unwrap_or(0))
    }
}
