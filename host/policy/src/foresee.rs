//! What can be said of calls before they are made. Everything here errs on one side: what is
//! denied here would be denied at the call.

use wasmidem_contract::{ModuleId, Operation, Phase, Value};

use crate::cedar::{Answer, Cedar};
use crate::rule::{Rule, RuleEffect, RuleName};
use crate::{Denial, Request, imported};

/// An operation that a module will never be allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// Which.
    pub operation: Operation,
    /// The policy that forbids it without any condition; `None` if no policy could permit it.
    pub forbidden_by: Option<RuleName>,
}

impl Cedar {
    /// Of the operations a module imports, those that no policy could ever allow it, whatever the
    /// phase, the profile and the request.
    pub fn never<'a>(
        &self,
        module: &ModuleId,
        operations: impl IntoIterator<Item = &'a Operation>,
    ) -> Vec<Never> {
        operations.into_iter().filter_map(|operation| self.never_one(module, operation)).collect()
    }

    fn never_one(&self, module: &ModuleId, operation: &Operation) -> Option<Never> {
        let request = Request {
            module,
            declared: true,
            operation: &operation.name,
            effect: operation.effect,
            phase: Phase::Apply,
            profile: "",
            region: "",
            account: None,
            state: None,
            input: &Value::Null,
        };
        let facts = self.facts(&request).ok()?;
        let mut taking =
            self.rules.iter().filter(|rule| rule.takes_action(&facts) && rule.takes_principal(&facts));
        let always = taking.clone().find(|rule| {
            rule.name.effect == RuleEffect::Forbid && rule.unconditional && rule.takes_all_resources()
        });
        let permitted = taking.any(|rule| rule.name.effect == RuleEffect::Permit);
        (always.is_some() || !permitted).then(|| Never {
            operation: operation.clone(),
            forbidden_by: always.map(|rule| rule.name.clone()),
        })
    }

    /// The denial that a call would come to, if that is certain whatever the state and the input
    /// are: they are not looked at.
    pub fn foresee(&self, request: &Request<'_>) -> Option<Denial> {
        if let Err(denial) = imported::stands(request) {
            return Some(denial);
        }
        let known = self.known(request).ok()?;
        let mut steady = known.steady.clone();
        let rule = |index: &usize| self.rules.get(*index);
        let permits = |rule: &Rule| rule.name.effect == RuleEffect::Permit;
        let mut could_permit = known.single.iter().filter_map(rule).any(permits);
        if request.account.is_none() {
            // What holds without the account may not hold with it, and the other way round.
            let facts = self.facts(request).ok()?;
            let open = |rule: &&Rule| {
                rule.reads.account && rule.takes_action(&facts) && rule.takes_principal(&facts)
            };
            could_permit |= self.rules.iter().filter(open).any(permits);
            let certain = |index: &usize| rule(index).is_some_and(|rule| !rule.reads.account);
            steady.forbids.retain(certain);
            steady.failed.retain(certain);
        }
        match self.judge(request, &Answer { holding: steady, on: None }) {
            Err(denial) if denial.code == "policy.not-permitted" && could_permit => None,
            decision => decision.err(),
        }
    }
}
