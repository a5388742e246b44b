//! All states of a run and what they came to. States may join while the run is under way.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use wasmidem_contract::{
    BindError, Outcome, Reference, RequisiteKind, Results, State, StateResult, Target, Value, glob_matches,
    is_glob,
};

/// The states by number, in the order in which they run if nothing else orders them.
///
/// INVARIANT: tags are unique, and a state keeps its number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Board {
    states: Vec<Arc<State>>,
    outcomes: Vec<Option<Arc<Outcome>>>,
    directory: Arc<Directory>,
}

/// Finds states by path and by id or name.
#[derive(Debug, Clone, Default)]
struct Directory {
    by_tag: HashMap<String, usize>,
    by_path: HashMap<String, Path>,
    by_sls: HashMap<String, Vec<usize>>,
    by_id: HashMap<String, Vec<usize>>,
}

#[derive(Debug, Clone, Default)]
struct Path {
    all: Vec<usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Board {
    /// Adds a state and returns its number; `None` if there is one with its tag.
    pub(crate) fn add(&mut self, state: Arc<State>) -> Option<usize> {
        let number = self.states.len();
        if !Arc::make_mut(&mut self.directory).add(&state, number) {
            return None;
        }
        self.states.push(state);
        self.outcomes.push(None);
        Some(number)
    }

    pub(crate) fn len(&self) -> usize {
        self.states.len()
    }

    pub(crate) fn state(&self, number: usize) -> Option<&Arc<State>> {
        self.states.get(number)
    }

    pub(crate) fn states(&self) -> impl Iterator<Item = &Arc<State>> {
        self.states.iter()
    }

    pub(crate) fn outcome(&self, number: usize) -> Option<&Arc<Outcome>> {
        self.outcomes.get(number)?.as_ref()
    }

    /// Notes how a state ended, or that it is to run once more.
    pub(crate) fn set_outcome(&mut self, number: usize, outcome: Option<Arc<Outcome>>) {
        if let Some(place) = self.outcomes.get_mut(number) {
            *place = outcome;
        }
    }

    /// The states that bear an id.
    pub(crate) fn with_id(&self, id: &str) -> &[usize] {
        self.directory.by_id.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The state of a tag.
    pub(crate) fn with_tag(&self, tag: &str) -> Option<usize> {
        self.directory.by_tag.get(tag).copied()
    }

    /// The states a requisite means.
    pub(crate) fn targets(&self, target: &Target) -> Vec<usize> {
        match target {
            Target::State { path, pattern } => self.matching(path, pattern),
            Target::Sls { pattern } => {
                let of_file = self.directory.by_sls.iter().filter(|(sls, _)| glob_matches(pattern, sls));
                let mut found: Vec<usize> = of_file.flat_map(|(_, states)| states).copied().collect();
                // The state `sls.run` stands for the state files it brings.
                found.extend(self.matching("sls", pattern));
                found.sort_unstable();
                found.dedup();
                found
            }
        }
    }

    /// The states a reference means.
    pub(crate) fn referred(&self, reference: &Reference) -> Vec<usize> {
        let mut found = self.matching(&reference.path, &reference.id);
        if let Some(wanted) = &reference.resource_name {
            found
                .retain(|number| self.state(*number).is_some_and(|state| state.address.instance() == wanted));
        }
        found
    }

    fn matching(&self, path: &str, pattern: &str) -> Vec<usize> {
        let Some(path) = self.directory.by_path.get(path) else { return Vec::new() };
        if !is_glob(pattern) {
            return path.by_name.get(pattern).cloned().unwrap_or_default();
        }
        let matches = |number: &usize| {
            self.state(*number).is_some_and(|state| {
                glob_matches(pattern, &state.address.id) || glob_matches(pattern, &state.name)
            })
        };
        path.all.iter().copied().filter(matches).collect()
    }

    /// The states that must have ended before a state may run; edges that `prereq` of other states
    /// adds are left out, see `prerequired`.
    pub(crate) fn waits_for(&self, state: &State) -> BTreeSet<usize> {
        let mut found: BTreeSet<usize> =
            state.references.iter().flat_map(|reference| self.referred(reference)).collect();
        for requisite in &state.requisites {
            match requisite.kind {
                RequisiteKind::Listen => {}
                // Its targets wait for this state, which needs all that they need.
                RequisiteKind::Prereq => {
                    for target in self.prereq_targets(state) {
                        let needs = self.state(target).map(|target| self.needs(target)).unwrap_or_default();
                        found.extend(needs);
                    }
                }
                _ => found.extend(self.targets(&requisite.target)),
            }
        }
        let own = self.with_tag(&state.address.tag());
        found.retain(|number| Some(*number) != own);
        found
    }

    /// What a state needs for itself, `prereq` left out.
    fn needs(&self, state: &State) -> BTreeSet<usize> {
        let bound = state.references.iter().flat_map(|reference| self.referred(reference));
        let waiting = |kind| !matches!(kind, RequisiteKind::Listen | RequisiteKind::Prereq);
        let required = state.requisites.iter().filter(|requisite| waiting(requisite.kind));
        bound.chain(required.flat_map(|requisite| self.targets(&requisite.target))).collect()
    }

    /// The states before which a state runs because of its `prereq`.
    pub(crate) fn prereq_targets(&self, state: &State) -> Vec<usize> {
        let prereq = state.requisites.iter().filter(|requisite| requisite.kind == RequisiteKind::Prereq);
        prereq.flat_map(|requisite| self.targets(&requisite.target)).collect()
    }

    /// Whether a state that this one watches has changed something.
    pub(crate) fn watched_changed(&self, state: &State) -> bool {
        self.changed(state, RequisiteKind::Watch)
    }

    /// Whether a state that this one listens to has changed something.
    pub(crate) fn listened_changed(&self, state: &State) -> bool {
        self.changed(state, RequisiteKind::Listen)
    }

    fn changed(&self, state: &State, kind: RequisiteKind) -> bool {
        let requisites = state.requisites.iter().filter(|requisite| requisite.kind == kind);
        let targets = requisites.flat_map(|requisite| self.targets(&requisite.target));
        targets
            .filter_map(|number| self.outcome(number))
            .any(|outcome| outcome.result == StateResult::Succeeded && !outcome.changes.is_empty())
    }
}

impl Directory {
    fn add(&mut self, state: &State, number: usize) -> bool {
        let address = &state.address;
        if self.by_tag.contains_key(&address.tag()) {
            return false;
        }
        self.by_tag.insert(address.tag(), number);
        let path = self.by_path.entry(address.path.clone()).or_default();
        path.all.push(number);
        path.by_name.entry(address.id.clone()).or_default().push(number);
        if state.name != address.id {
            path.by_name.entry(state.name.clone()).or_default().push(number);
        }
        self.by_sls.entry(state.sls.clone()).or_default().push(number);
        self.by_id.entry(address.id.clone()).or_default().push(number);
        true
    }
}

/// What has ended so far, for what is compiled while the run is under way.
impl Results for Board {
    fn resolve(&self, reference: &Reference) -> Result<Value, BindError> {
        let outcome = self.referred(reference).into_iter().find_map(|number| self.outcome(number));
        let outcome = outcome.ok_or_else(|| BindError {
            reference: reference.text.clone(),
            message: format!("`{}:{}` has not run before this is rendered", reference.path, reference.id),
        })?;
        reference.resolve(&outcome.new_state)
    }
}
