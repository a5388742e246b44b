use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use cedar_policy::{
    AuthorizationError, Authorizer, Decision as CedarDecision, Entities, EntityUid, PolicyId,
    Request as CedarRequest,
};
use wasmidem_contract::{Location, StateAddress};

use crate::facts::{Facts, Types, seen};
use crate::imported;
use crate::known::{Answers, Holding, Known, Sets};
use crate::named::Named;
use crate::reads::View;
use crate::rule::{Rule, RuleEffect, RuleName};
use crate::vocabulary::Vocabulary;
use crate::{Decision, Denial, Grounds, Policy, Request, services};

/// The stack policies are evaluated on, in bytes; Cedar stops when 100 KiB are left.
const STACK: usize = 1 << 20;

/// How many policies a denial names.
const NAMED: usize = 3;

/// Says where a state stands.
type Places = Arc<dyn Fn(&StateAddress) -> Option<Location> + Send + Sync>;

/// The policies an operator has written.
///
/// INVARIANT: allows nothing that is not imported, and no write that the phase refuses.
pub struct Cedar {
    pub(crate) rules: Vec<Rule>,
    pub(crate) vocabulary: Vocabulary,
    run: BTreeMap<String, String>,
    types: Types,
    authorizer: Authorizer,
    places: Option<Places>,
    reads_account: bool,
    /// What is known for a module, operation, phase and profile: a run asks the same thousands of
    /// times.
    known: RwLock<HashMap<String, Arc<Known>>>,
}

/// Which policies hold for a request on one of the resources it names.
pub(crate) struct Answer {
    pub holding: Holding,
    /// The resource, if policies tell resources apart.
    pub on: Option<String>,
}

impl Cedar {
    pub(crate) fn new(
        rules: Vec<Rule>,
        vocabulary: Vocabulary,
        run: BTreeMap<String, String>,
    ) -> Option<Self> {
        Some(Self {
            reads_account: rules.iter().any(|rule| rule.reads.account),
            rules,
            vocabulary,
            run,
            types: Types::new()?,
            authorizer: Authorizer::new(),
            places: None,
            known: RwLock::default(),
        })
    }

    /// The same, with denials that say where states stand.
    #[must_use]
    pub fn with_places(
        mut self,
        places: impl Fn(&StateAddress) -> Option<Location> + Send + Sync + 'static,
    ) -> Self {
        self.places = Some(Arc::new(places));
        self
    }

    /// The names of all policies, in the order they were read.
    pub fn names(&self) -> impl Iterator<Item = &RuleName> {
        self.rules.iter().map(|rule| &rule.name)
    }

    pub(crate) fn module(&self, name: &str) -> EntityUid {
        self.types.principal(name)
    }

    pub(crate) fn facts(&self, request: &Request<'_>) -> Result<Facts, String> {
        Facts::new(request, &self.types, &self.vocabulary, &self.run)
    }

    fn cached(&self, key: &str) -> Option<Arc<Known>> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    pub(crate) fn known(&self, request: &Request<'_>) -> Result<Arc<Known>, String> {
        let key = key(request);
        if let Some(known) = self.cached(&key) {
            return Ok(known);
        }
        let made = Arc::new(self.find_out(request)?);
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&made));
        Ok(made)
    }

    fn find_out(&self, request: &Request<'_>) -> Result<Known, String> {
        let facts = self.facts(request)?;
        let takes = |rule: &Rule| {
            rule.takes_action(&facts) && rule.takes_principal(&facts) && rule.takes_resource(&facts)
        };
        let taking = self.rules.iter().enumerate().filter(|(_, rule)| takes(rule));
        let (single, steady): (Vec<_>, Vec<_>) = taking.partition(|(_, rule)| !rule.reads.request.is_empty());
        let mut view = View::default();
        single.iter().for_each(|(_, rule)| view.join(&rule.reads.request));
        let index = |rules: Vec<(usize, &Rule)>| rules.into_iter().map(|(index, _)| index).collect();
        let (single, steady): (Vec<usize>, Vec<usize>) = (index(single), index(steady));
        let (question, entities) = facts.steady()?;
        let steady = self.holding(&self.sets(&steady)?, &question, &entities);
        let permits = self.grounds(&steady.permits);
        let single_sets = self.sets(&single)?;
        Ok(Known { facts, steady, permits, single, single_sets, view, answers: Answers::default() })
    }

    fn sets(&self, rules: &[usize]) -> Result<Sets, String> {
        let mut sets = Sets::default();
        for rule in rules.iter().filter_map(|index| self.rules.get(*index)) {
            let set = match rule.name.effect {
                RuleEffect::Permit => &mut sets.permits,
                RuleEffect::Forbid => &mut sets.forbids,
            };
            set.add(rule.policy.clone()).map_err(|error| error.to_string())?;
        }
        Ok(sets)
    }

    /// Permits and forbids are asked apart, since the one hide the other.
    fn holding(&self, sets: &Sets, question: &CedarRequest, entities: &Entities) -> Holding {
        let index = |id: &PolicyId| id.to_string().parse::<usize>().ok();
        let mut holding = Holding::default();
        if !sets.permits.is_empty() {
            let response = self.authorizer.is_authorized(question, &sets.permits, entities);
            if response.decision() == CedarDecision::Allow {
                holding.permits = response.diagnostics().reason().filter_map(index).collect();
            }
        }
        if !sets.forbids.is_empty() {
            let response = self.authorizer.is_authorized(question, &sets.forbids, entities);
            holding.forbids = response.diagnostics().reason().filter_map(index).collect();
            // INVARIANT: a policy that forbids and cannot be evaluated denies. Cedar would skip it.
            let errors = response.diagnostics().errors();
            holding.failed = errors
                .filter_map(|AuthorizationError::PolicyEvaluationError(error)| index(error.policy_id()))
                .collect();
        }
        for list in [&mut holding.permits, &mut holding.forbids, &mut holding.failed] {
            list.sort_unstable();
        }
        holding
    }

    /// The policies that hold for a request, for each resource that it names, if policies tell
    /// resources apart. There is always an answer.
    pub(crate) fn answers(&self, request: &Request<'_>) -> Result<Vec<Answer>, String> {
        let known = self.known(request)?;
        if known.single.is_empty() {
            return Ok(vec![Answer { holding: known.steady.clone(), on: None }]);
        }
        let resources = known.told_apart(request.input);
        resources.iter().map(|on| self.answer(&known, request, on.as_ref())).collect()
    }

    /// By what a request is allowed, if that is known without evaluating anything.
    fn remembered(&self, request: &Request<'_>) -> Option<Grounds> {
        let known = self.cached(&key(request))?;
        if known.allows_all() {
            return Some(known.permits.clone());
        }
        let mut grounds = None;
        for on in known.told_apart(request.input) {
            let kept = known.answers.get(&seen(&known.view, request, on.as_ref())?)?;
            let holding = known.steady.clone().and(&kept);
            grounds.get_or_insert(holding.allows().then(|| self.grounds(&holding.permits))?);
        }
        grounds
    }

    fn answer(&self, known: &Known, request: &Request<'_>, on: Option<&Named>) -> Result<Answer, String> {
        let seen = seen(&known.view, request, on);
        let kept = seen.as_ref().and_then(|seen| known.answers.get(seen));
        let holding = match kept {
            Some(holding) => holding,
            None => {
                let (question, entities) = known.facts.question(request.state, request.input, on)?;
                let found = Arc::new(self.holding(&known.single_sets, &question, &entities));
                if let Some(seen) = seen {
                    known.answers.keep(seen, &found);
                }
                found
            }
        };
        let on = on.map(|named| named.id.clone());
        Ok(Answer { holding: known.steady.clone().and(&holding), on })
    }

    /// The answer that decides: one that denies, if there is one.
    pub(crate) fn deciding(&self, request: &Request<'_>) -> Result<Answer, String> {
        let mut answers = self.answers(request)?;
        let several = answers.len() > 1;
        let denies = |answer: &Answer| self.judge(request, answer).is_err();
        let index = if several { answers.iter().position(denies) } else { None };
        Ok(answers.swap_remove(index.unwrap_or(0)))
    }

    /// The names of policies, as denials have them.
    fn named(&self, rules: &[usize]) -> Vec<String> {
        rules.iter().filter_map(|index| self.rules.get(*index)).map(|rule| rule.name.to_string()).collect()
    }

    fn grounds(&self, permits: &[usize]) -> Grounds {
        let rules = permits.iter().filter_map(|index| self.rules.get(*index));
        Grounds::Permits(rules.map(|rule| Arc::clone(&rule.shown)).collect())
    }

    /// Who asked for what: ``module `m` … for state net (…) at net.sls:3:3``.
    fn asked(&self, request: &Request<'_>, on: Option<&str>) -> String {
        let state = request.state.map_or_else(String::new, |state| {
            let place = self.places.as_ref().and_then(|places| places(state));
            let place = place.map_or_else(String::new, |place| format!(" at {place}"));
            format!(" for the state {state}{place}")
        });
        let on = on.map_or_else(String::new, |resource| format!(" on `{resource}`"));
        format!(
            "`{}`{on}{} to module `{}` in the {} phase with profile `{}`{state}",
            request.operation,
            services::about(request),
            request.module,
            request.phase,
            request.profile
        )
    }

    /// The denial that follows from what holds, if one does.
    pub(crate) fn judge(&self, request: &Request<'_>, Answer { holding, on }: &Answer) -> Decision {
        let on = on.as_deref();
        if !holding.forbids.is_empty() {
            let policies = self.named(&holding.forbids);
            return Err(Denial {
                code: "policy.forbidden",
                message: format!("{} forbids {}", shortened(&policies), self.asked(request, on)),
                help: "a policy that forbids counts more than any that permits; change it, or the module"
                    .to_owned(),
                policies,
            });
        }
        if !holding.failed.is_empty() {
            let policies = self.named(&holding.failed);
            return Err(Denial {
                code: "policy.evaluation",
                message: format!(
                    "{} cannot be evaluated, so it denies {}",
                    shortened(&policies),
                    self.asked(request, on)
                ),
                help: "a calculation in it has no result, such as a number that is too large".to_owned(),
                policies,
            });
        }
        if holding.permits.is_empty() {
            Err(self.not_permitted(request, on))
        } else {
            Ok(self.grounds(&holding.permits))
        }
    }

    pub(crate) fn not_permitted(&self, request: &Request<'_>, on: Option<&str>) -> Denial {
        let near: Vec<usize> = match self.facts(request) {
            Ok(facts) => {
                let permits =
                    |rule: &Rule| rule.name.effect == RuleEffect::Permit && rule.takes_action(&facts);
                let all = self.rules.iter().enumerate().filter(|(_, rule)| permits(rule));
                all.map(|(index, _)| index).collect()
            }
            Err(_) => Vec::new(),
        };
        let near = self.named(&near);
        let help = if near.is_empty() {
            format!(
                "`permit (principal == Module::\"{}\", action == Action::\"{}\", resource);` in a policy file would",
                request.module, request.operation
            )
        } else {
            format!(
                "{} would, under other circumstances; `wasmidem policy explain` says which",
                shortened(&near)
            )
        };
        Denial {
            code: "policy.not-permitted",
            message: format!("no policy permits {}", self.asked(request, on)),
            help,
            policies: Vec::new(),
        }
    }

    fn cannot_ask(&self, request: &Request<'_>, reason: &str) -> Denial {
        Denial {
            code: "policy.evaluation",
            message: format!("the policies cannot be asked about {}: {reason}", self.asked(request, None)),
            help: "this is a defect of wasmidem; please report it".to_owned(),
            policies: Vec::new(),
        }
    }
}

impl Cedar {
    fn evaluate(&self, request: &Request<'_>) -> Decision {
        let cannot_ask = |reason: String| self.cannot_ask(request, &reason);
        let known = self.known(request).map_err(cannot_ask)?;
        if !known.steady.forbids.is_empty() || !known.steady.failed.is_empty() {
            return self.judge(request, &Answer { holding: known.steady.clone(), on: None });
        }
        self.judge(request, &self.deciding(request).map_err(cannot_ask)?)
    }
}

impl Policy for Cedar {
    fn decide(&self, request: &Request<'_>) -> Decision {
        imported::stands(request)?;
        if let Some(grounds) = self.remembered(request) {
            return Ok(grounds);
        }
        // Calls come on the stack of a module's instance, which is small, and which Cedar cannot
        // measure.
        stacker::grow(STACK, || self.evaluate(request))
    }

    fn reads_account(&self) -> bool {
        self.reads_account
    }
}

/// Everything that [`Known`] depends on.
fn key(request: &Request<'_>) -> String {
    let Request { module, operation, phase, profile, region, account, .. } = request;
    let phase = match phase {
        wasmidem_contract::Phase::Plan => "plan",
        wasmidem_contract::Phase::Apply => "apply",
        wasmidem_contract::Phase::Drift => "drift",
        wasmidem_contract::Phase::Describe => "describe",
    };
    let parts = [
        module.name.as_str(),
        &module.digest,
        // a name is never empty, so no signer is told from any
        module.signer.as_deref().unwrap_or_default(),
        &operation.service,
        &operation.name,
        phase,
        profile,
        region,
        account.unwrap_or_default(),
        services::resource(request).map_or("", |(_, name)| name),
    ];
    let mut key = String::with_capacity(parts.iter().map(|part| part.len() + 1).sum());
    for part in parts {
        key.push_str(part);
        key.push('\0');
    }
    key
}

fn shortened(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(" and "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
