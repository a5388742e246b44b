//! One policy of a file, with its place.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use cedar_policy::{ActionConstraint, EntityUid, Policy, PrincipalConstraint, ResourceConstraint};
use wasmidem_contract::{Diagnostic, Limit, Location};

use crate::facts::Facts;
use crate::reads::Reads;
use crate::text;

/// What a policy does where it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleEffect {
    /// Allows what no policy forbids.
    Permit,
    /// Denies, whatever others permit.
    Forbid,
}

/// How to name a policy to people: `` policy `no-vpc` (base.cedar:3:1) ``.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleName {
    /// Its `@id`, if it has one.
    pub id: Option<String>,
    /// Where it begins.
    pub place: Location,
    /// What it does.
    pub effect: RuleEffect,
}

impl fmt::Display for RuleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.id {
            Some(id) => write!(f, "policy `{id}` ({})", self.place),
            None => write!(f, "the policy at {}", self.place),
        }
    }
}

/// A policy, and what is known of it before any request.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    pub name: RuleName,
    /// The name as text: each call that the policy permits is recorded with it.
    pub shown: Arc<str>,
    pub policy: Policy,
    pub reads: Reads,
    /// It has neither `when` nor `unless`.
    pub unconditional: bool,
    /// The actions and groups of actions it names.
    pub actions: Vec<String>,
    /// What its `@limits` say.
    pub limits: Vec<(Limit, u64)>,
    /// The text of its file, and where in it the policy stands in bytes.
    pub text: Arc<str>,
    pub range: Range<usize>,
}

impl Rule {
    /// A problem at bytes of the policy, counted from its beginning.
    pub(crate) fn at(&self, problem: Diagnostic, offset: usize, length: usize) -> Diagnostic {
        point(problem, &self.name.place.file, &self.text, self.range.start + offset, length)
    }

    /// Whether the part of the scope on the action takes an operation.
    pub(crate) fn takes_action(&self, facts: &Facts) -> bool {
        match self.policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(action) => action == facts.action,
            ActionConstraint::In(actions) => {
                actions.iter().any(|action| *action == facts.action || facts.groups.contains(action))
            }
        }
    }

    /// Whether the part of the scope on the principal takes a module.
    pub(crate) fn takes_principal(&self, facts: &Facts) -> bool {
        self.takes_module(&facts.principal)
    }

    /// The same, of the module alone.
    pub(crate) fn takes_module(&self, principal: &EntityUid) -> bool {
        // A module is in nothing but itself.
        match self.policy.principal_constraint() {
            PrincipalConstraint::Any => true,
            PrincipalConstraint::Eq(module) | PrincipalConstraint::In(module) => module == *principal,
            PrincipalConstraint::Is(kind) => kind == *principal.type_name(),
            PrincipalConstraint::IsIn(kind, module) => kind == *principal.type_name() && module == *principal,
        }
    }

    /// Whether the part of the scope on the resource takes a profile, or could take a resource in it.
    pub(crate) fn takes_resource(&self, facts: &Facts) -> bool {
        let within = |place: &EntityUid| {
            *place == facts.resource || facts.places.contains(place) || facts.is_resource(place.type_name())
        };
        match self.policy.resource_constraint() {
            ResourceConstraint::Any | ResourceConstraint::Is(_) => true,
            ResourceConstraint::Eq(place)
            | ResourceConstraint::In(place)
            | ResourceConstraint::IsIn(_, place) => within(&place),
        }
    }

    /// Whether the scope takes any profile and any resource there can be.
    pub(crate) fn takes_all_resources(&self) -> bool {
        matches!(self.policy.resource_constraint(), ResourceConstraint::Any)
    }
}

/// A problem at bytes of a file.
pub(crate) fn point(
    problem: Diagnostic,
    file: &Arc<str>,
    text: &str,
    byte: usize,
    length: usize,
) -> Diagnostic {
    let meant = text.get(byte..byte + length).unwrap_or_default();
    let characters = meant.lines().next().unwrap_or_default().chars().count();
    problem.at(
        text::location(file, text, byte),
        text::line_at(text, byte),
        u32::try_from(characters).unwrap_or(1),
    )
}
