//! Why a call is allowed or denied.

use crate::cedar::Cedar;
use crate::rule::{Rule, RuleEffect, RuleName};
use crate::{Decision, Policy, Request};

/// Why a call is allowed or denied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The answer, as at the gate.
    pub decision: Decision,
    /// The policies that hold, those that forbid first.
    pub holding: Vec<RuleName>,
    /// The others on the same action.
    pub near: Vec<Near>,
}

/// A policy on the action asked for that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Which.
    pub name: RuleName,
    /// Why it does not hold.
    pub because: &'static str,
}

impl Cedar {
    /// Answers a request and says which policies decided, and which came near.
    ///
    /// # Errors
    /// A sentence, when the request cannot be put into Cedar's terms.
    pub fn explain(&self, request: &Request<'_>) -> Result<Explanation, String> {
        let (facts, holding) = (self.facts(request)?, self.deciding(request)?.holding);
        let held = |list: &[usize]| -> Vec<RuleName> {
            list.iter().filter_map(|index| self.rules.get(*index)).map(|rule| rule.name.clone()).collect()
        };
        let holds = |index: &usize| holding.permits.contains(index) || holding.forbids.contains(index);
        let because = |index: usize, rule: &Rule| match rule {
            _ if !rule.takes_principal(&facts) => "it is about another module",
            _ if !rule.takes_resource(&facts) => "it is about another profile, region or account",
            _ if holding.failed.contains(&index) => "it cannot be evaluated",
            _ => "its conditions do not hold",
        };
        let others = self.rules.iter().enumerate();
        let others = others.filter(|(index, rule)| !holds(index) && rule.takes_action(&facts));
        let mut near: Vec<Near> = others
            .map(|(index, rule)| Near { name: rule.name.clone(), because: because(index, rule) })
            .collect();
        near.sort_by_key(|near| near.name.effect == RuleEffect::Permit);
        Ok(Explanation {
            decision: self.decide(request),
            holding: [held(&holding.forbids), held(&holding.permits)].concat(),
            near,
        })
    }
}
