//! What is found out once for many requests.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use cedar_policy::PolicySet;
use wasmidem_contract::Value;

use crate::Grounds;
use crate::facts::Facts;
use crate::named::{Named, named};
use crate::reads::View;

/// How many answers are kept for a module, operation, phase and profile.
const ANSWERS: usize = 4096;

/// The policies, by their index, that hold for a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holding {
    pub permits: Vec<usize>,
    pub forbids: Vec<usize>,
    /// Policies that forbid, and could not be evaluated.
    pub failed: Vec<usize>,
}

impl Holding {
    /// Whether a request is allowed for which just these hold.
    pub(crate) fn allows(&self) -> bool {
        !self.permits.is_empty() && self.forbids.is_empty() && self.failed.is_empty()
    }

    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.permits.extend(&other.permits);
        self.forbids.extend(&other.forbids);
        self.failed.extend(&other.failed);
        self
    }
}

/// Policies to be evaluated together.
#[derive(Default)]
pub(crate) struct Sets {
    pub permits: PolicySet,
    pub forbids: PolicySet,
}

/// What all requests of one module, operation, phase and profile have in common.
pub(crate) struct Known {
    pub facts: Facts,
    /// Of the policies that look at nothing of the single request, those that hold.
    pub steady: Holding,
    /// Of those, the ones that permit.
    pub permits: Grounds,
    /// The policies that do, and whose scope takes these requests.
    pub single: Vec<usize>,
    pub single_sets: Sets,
    /// What they look at.
    pub view: View,
    pub answers: Answers,
}

impl Known {
    /// Whether nothing of the single request matters, and it is allowed.
    pub(crate) fn allows_all(&self) -> bool {
        self.single.is_empty() && self.steady.allows()
    }

    /// The resources that a request has to be allowed for: those it names, if policies tell them
    /// apart, or else its profile, as `None`. There is always one.
    pub(crate) fn told_apart(&self, input: &Value) -> Vec<Option<Named>> {
        let tells = !self.facts.of_host && (self.view.resource || self.view.all);
        let all = if tells { named(input) } else { BTreeSet::new() };
        if all.is_empty() { vec![None] } else { all.into_iter().map(Some).collect() }
    }
}

/// Which of the policies that look at the single request hold, by what they see of it.
#[derive(Default)]
pub(crate) struct Answers(RwLock<HashMap<String, Arc<Holding>>>);

impl Answers {
    pub(crate) fn get(&self, seen: &str) -> Option<Arc<Holding>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(seen).cloned()
    }

    /// Keeps an answer. Where there are too many the old ones go: to find one anew costs little.
    pub(crate) fn keep(&self, seen: String, holding: &Arc<Holding>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= ANSWERS {
            kept.clear();
        }
        kept.insert(seen, Arc::clone(holding));
    }
}
