//! What policies say of limits: `@limits("memory=64MiB, aws-calls=200")`.

use cedar_policy::PrincipalConstraint;
use wasmidem_contract::{Diagnostic, Limit};

use crate::cedar::Cedar;
use crate::rule::{Rule, RuleEffect, RuleName};

/// The name of the annotation.
pub(crate) const ANNOTATION: &str = "limits";

/// What a policy allows a module of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLimit {
    /// Of what.
    pub limit: Limit,
    /// How much: milliseconds, bytes or a count.
    pub value: u64,
    /// The policy that says so.
    pub rule: RuleName,
}

/// Reads the annotation of a policy.
///
/// # Errors
/// All that is wrong with it, each with its place in the policy's file.
pub(crate) fn read(rule: &Rule) -> Result<Vec<(Limit, u64)>, Vec<Diagnostic>> {
    let Some(text) = rule.policy.annotation(ANNOTATION) else { return Ok(Vec::new()) };
    let within = rule.text.get(rule.range.clone()).unwrap_or_default();
    let annotation = within.find("@limits").unwrap_or(0);
    let wrong = |message: String, part: &str, help: &str| {
        // a text with escapes does not stand there as it is read; its annotation does
        let found = within.get(annotation..).and_then(|rest| rest.find(part)).filter(|_| !part.is_empty());
        let (offset, length) =
            found.map_or((annotation, "@limits".len()), |at| (annotation + at, part.len()));
        rule.at(Diagnostic::error("policy-limits", message), offset, length).with_help(help)
    };
    let mut problems = Vec::new();
    if rule.name.effect == RuleEffect::Forbid {
        let help = "write `@limits` before a `permit` that takes the module";
        problems.push(wrong("a policy that forbids sets no limits".to_owned(), "", help));
    }
    let mut limits: Vec<(Limit, u64)> = Vec::new();
    for part in text.split(',').map(str::trim) {
        match Limit::read_pair(part) {
            Ok((limit, _)) if limits.iter().any(|(known, _)| *known == limit) => {
                problems.push(wrong(format!("`{limit}` is limited twice"), part, "leave one of them out"));
            }
            Ok((limit, _)) if limit.is_of_program() && !takes_all(rule) => {
                let message = format!("`{limit}` holds for the program, so no single module can have it");
                problems.push(wrong(message, part, "`concurrency` limits the instances of one module"));
            }
            Ok(pair) => limits.push(pair),
            Err(problem) => problems.push(wrong(problem.message, part, &problem.help)),
        }
    }
    if problems.is_empty() { Ok(limits) } else { Err(problems) }
}

/// A warning on a policy whose conditions somebody may think limits follow.
pub(crate) fn odd(rule: &Rule) -> Option<Diagnostic> {
    if rule.limits.is_empty() || rule.unconditional {
        return None;
    }
    let message = "`@limits` holds for every module in the scope of this policy, whatever its conditions";
    let within = rule.text.get(rule.range.clone()).unwrap_or_default();
    let problem = rule.at(Diagnostic::warning("policy-limits", message), within.find("@limits")?, 7);
    Some(problem.with_help("write them before a policy without `when` and `unless`"))
}

fn takes_all(rule: &Rule) -> bool {
    matches!(rule.policy.principal_constraint(), PrincipalConstraint::Any | PrincipalConstraint::Is(_))
}

impl Cedar {
    /// The limits that policies set a module, or the program if none is named: of each the strictest,
    /// and of two as strict the first. Policies count whose principal takes the module, whatever
    /// their actions, resources and conditions.
    pub fn limits(&self, module: Option<&str>) -> Vec<PolicyLimit> {
        let takes = |rule: &&Rule| match module {
            Some(name) => rule.takes_module(&self.module(name)),
            None => takes_all(rule),
        };
        let mut found: Vec<PolicyLimit> = Vec::new();
        for rule in self.rules.iter().filter(takes) {
            for (limit, value) in
                rule.limits.iter().filter(|(limit, _)| limit.is_of_program() == module.is_none())
            {
                let said = PolicyLimit { limit: *limit, value: *value, rule: rule.name.clone() };
                match found.iter_mut().find(|known| known.limit == *limit) {
                    Some(known) if known.value > *value => *known = said,
                    Some(_) => {}
                    None => found.push(said),
                }
            }
        }
        found
    }
}
