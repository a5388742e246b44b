//! Which states a requisite means, and whether its condition holds. The sentences are idem's.

use std::collections::{BTreeMap, HashMap};

use wasmidem_contract::{
    Outcome, Program, Reference, Requisite, RequisiteKind, State, StateResult, Target, glob_matches,
};

use crate::Store;

/// Finds states by path and by id or name.
pub(crate) struct Directory<'a> {
    program: &'a Program,
    by_path: HashMap<&'a str, Vec<usize>>,
    by_name: HashMap<(&'a str, &'a str), Vec<usize>>,
}

impl<'a> Directory<'a> {
    pub(crate) fn new(program: &'a Program) -> Self {
        let mut by_path: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_name: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
        for (index, state) in program.states.iter().enumerate() {
            let path = state.address.path.as_str();
            by_path.entry(path).or_default().push(index);
            by_name.entry((path, &state.address.id)).or_default().push(index);
            if state.name != state.address.id {
                by_name.entry((path, &state.name)).or_default().push(index);
            }
        }
        Self { program, by_path, by_name }
    }

    /// The states a requisite means.
    pub(crate) fn targets(&self, target: &Target) -> Vec<usize> {
        match target {
            Target::State { path, pattern } => self.matching(path, pattern),
            Target::Sls { pattern } => {
                let states = self.program.states.iter().enumerate();
                let wanted = |state: &State| {
                    glob_matches(pattern, &state.sls)
                        || state.address.path == "sls" && glob_matches(pattern, &state.address.id)
                };
                states.filter(|(_, state)| wanted(state)).map(|(index, _)| index).collect()
            }
        }
    }

    /// The states a reference means.
    pub(crate) fn referred(&self, reference: &Reference) -> Vec<usize> {
        let mut found = self.matching(&reference.path, &reference.id);
        if let Some(wanted) = &reference.resource_name {
            found.retain(|index| {
                self.program.states.get(*index).is_some_and(|state| state.address.instance() == wanted)
            });
        }
        found
    }

    fn matching(&self, path: &str, pattern: &str) -> Vec<usize> {
        if !pattern.contains(['*', '?', '[']) {
            return self.by_name.get(&(path, pattern)).cloned().unwrap_or_default();
        }
        let matches = |index: &usize| {
            self.program.states.get(*index).is_some_and(|state| {
                glob_matches(pattern, &state.address.id) || glob_matches(pattern, &state.name)
            })
        };
        self.by_path.get(path).into_iter().flatten().copied().filter(matches).collect()
    }
}

/// Why the state must not run; empty when all its requisites hold.
pub(crate) fn unmet(
    directory: &Directory<'_>,
    state: &State,
    outcomes: &[Option<Outcome>],
    store: &Store,
) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut any: BTreeMap<&str, (RequisiteKind, Vec<&Outcome>)> = BTreeMap::new();
    for requisite in &state.requisites {
        let targets = directory.targets(&requisite.target);
        let ended: Vec<&Outcome> =
            targets.iter().filter_map(|index| outcomes.get(*index)?.as_ref()).collect();
        if targets.is_empty() {
            if !enforced_before(requisite, store) {
                reasons.push(not_found(requisite));
            }
            continue;
        }
        match requisite.kind {
            // One of all that are named is enough, wherever they are named.
            kind @ (RequisiteKind::RequireAny | RequisiteKind::OnchangesAny) => {
                any.entry(kind.keyword()).or_insert((kind, Vec::new())).1.extend(ended);
            }
            kind => reasons.extend(check(kind, &ended)),
        }
    }
    for (kind, ended) in any.into_values() {
        reasons.extend(check(kind, &ended));
    }
    for reference in &state.references {
        let targets = directory.referred(reference);
        let ended: Vec<&Outcome> =
            targets.iter().filter_map(|index| outcomes.get(*index)?.as_ref()).collect();
        reasons.extend(check(RequisiteKind::Require, &ended));
    }
    reasons.dedup();
    reasons
}

fn check(kind: RequisiteKind, ended: &[&Outcome]) -> Vec<String> {
    let succeeded = |outcome: &&Outcome| outcome.result != StateResult::Failed;
    let wrong_result = |outcome: &Outcome, wanted: &str| {
        let result = match outcome.result {
            StateResult::Succeeded => "True",
            StateResult::Failed => "False",
            StateResult::Skipped => "None",
        };
        format!("Result of require {} is \"{result}\", not \"{wanted}\"", outcome.address.tag())
    };
    let no_changes =
        |outcome: &Outcome| format!("Changes from {} is \"False\", not \"True\"", outcome.address.tag());
    match kind {
        RequisiteKind::Require | RequisiteKind::Prereq => ended
            .iter()
            .filter(|outcome| !succeeded(outcome))
            .map(|outcome| wrong_result(outcome, "[True, None]"))
            .collect(),
        RequisiteKind::RequireAny if ended.iter().any(succeeded) => Vec::new(),
        RequisiteKind::RequireAny => {
            ended.iter().map(|outcome| wrong_result(outcome, "[True, None]")).collect()
        }
        RequisiteKind::Watch => ended
            .iter()
            .filter(|outcome| outcome.result != StateResult::Succeeded)
            .map(|outcome| wrong_result(outcome, "True"))
            .collect(),
        RequisiteKind::Onchanges => ended
            .iter()
            .flat_map(|outcome| {
                let failed =
                    (outcome.result != StateResult::Succeeded).then(|| wrong_result(outcome, "True"));
                failed.into_iter().chain(outcome.changes.is_empty().then(|| no_changes(outcome)))
            })
            .collect(),
        RequisiteKind::OnchangesAny => {
            let passes =
                |outcome: &&Outcome| outcome.result == StateResult::Succeeded || !outcome.changes.is_empty();
            if ended.iter().any(passes) {
                Vec::new()
            } else {
                ended.iter().map(|outcome| no_changes(outcome)).collect()
            }
        }
        RequisiteKind::Onfail => ended
            .iter()
            .filter(|outcome| outcome.result != StateResult::Failed)
            .map(|outcome| wrong_result(outcome, "False"))
            .collect(),
        RequisiteKind::Listen => Vec::new(),
    }
}

/// Whether the store knows a resource that the requisite means, from an earlier run.
fn enforced_before(requisite: &Requisite, store: &Store) -> bool {
    let Target::State { path, pattern } = &requisite.target else {
        return false;
    };
    requisite.kind == RequisiteKind::Require
        && store.states().any(|(tag, _)| is_tag_of(tag, path, pattern, None))
}

/// Whether a store tag, `path_|-id_|-name_|-`, is of a path and id.
pub(crate) fn is_tag_of(tag: &str, path: &str, id: &str, resource_name: Option<&str>) -> bool {
    let mut parts = tag.split("_|-");
    parts.next() == Some(path)
        && parts.next() == Some(id)
        && resource_name.is_none_or(|name| parts.next() == Some(name))
}

fn not_found(requisite: &Requisite) -> String {
    let keyword = requisite.kind.keyword();
    match &requisite.target {
        Target::State { path, pattern } => {
            format!("Requisite '{keyword} {path}:{pattern}' not found in current run. Verify the syntax.")
        }
        Target::Sls { pattern } => {
            format!("Requisite '{keyword} sls:{pattern}' not found in current run. Verify the syntax.")
        }
    }
}
