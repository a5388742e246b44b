//! Which states a requisite means, and whether its condition holds. The sentences are idem's.

use std::collections::BTreeMap;

use wasmidem_contract::{Outcome, Requisite, RequisiteKind, State, StateResult, Target};

use crate::Store;
use crate::board::Board;

/// Why the state must not run; empty when all its requisites hold.
pub(crate) fn unmet(board: &Board, state: &State, store: &Store) -> Vec<String> {
    let mut reasons = Vec::new();
    let mut any: BTreeMap<&str, (RequisiteKind, Vec<&Outcome>)> = BTreeMap::new();
    for requisite in &state.requisites {
        // Looked at before the state runs, not waited for.
        if requisite.kind == RequisiteKind::Prereq {
            continue;
        }
        let targets = board.targets(&requisite.target);
        let ended: Vec<&Outcome> =
            targets.iter().filter_map(|number| Some(board.outcome(*number)?.as_ref())).collect();
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
        let targets = board.referred(reference);
        let ended: Vec<&Outcome> =
            targets.iter().filter_map(|number| Some(board.outcome(*number)?.as_ref())).collect();
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
        RequisiteKind::Require => ended
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
        RequisiteKind::Listen | RequisiteKind::Prereq => Vec::new(),
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
