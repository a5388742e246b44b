//! Which states wait for which: requisites given to others, mistakes in targets, and circles.

use std::collections::{HashMap, HashSet};

use wasmidem_contract::{
    Diagnostic, Requisite, RequisiteKind, Target, glob_matches, is_glob, nearest, references,
};

use crate::parse::{InRequisite, Lowered, Receivers};
use crate::problems::Problems;
use crate::source::Place;

/// Finds the states that targets mean.
pub(crate) struct Index {
    by_path: HashMap<String, Vec<usize>>,
    by_name: HashMap<(String, String), Vec<usize>>,
    by_sls: HashMap<String, Vec<usize>>,
    /// Id and name of each state.
    names: Vec<(String, String)>,
}

impl Index {
    pub(crate) fn new(states: &[Lowered]) -> Self {
        let mut index = Self {
            by_path: HashMap::new(),
            by_name: HashMap::new(),
            by_sls: HashMap::new(),
            names: Vec::new(),
        };
        for (number, lowered) in states.iter().enumerate() {
            let state = &lowered.state;
            let path = &state.address.path;
            index.by_path.entry(path.clone()).or_default().push(number);
            index.by_sls.entry(state.sls.clone()).or_default().push(number);
            index.by_name.entry((path.clone(), state.address.id.clone())).or_default().push(number);
            if state.name != state.address.id {
                index.by_name.entry((path.clone(), state.name.clone())).or_default().push(number);
            }
            index.names.push((state.address.id.clone(), state.name.clone()));
        }
        index
    }

    fn matches(&self, number: usize, pattern: &str) -> bool {
        self.names
            .get(number)
            .is_some_and(|(id, name)| glob_matches(pattern, id) || glob_matches(pattern, name))
    }

    /// The states a target means.
    pub(crate) fn states(&self, target: &Target) -> Vec<usize> {
        match target {
            Target::State { path, pattern } if !is_glob(pattern) => {
                self.by_name.get(&(path.clone(), pattern.clone())).cloned().unwrap_or_default()
            }
            Target::State { path, pattern } => {
                let of_path = self.by_path.get(path).map(Vec::as_slice).unwrap_or_default();
                of_path.iter().copied().filter(|number| self.matches(*number, pattern)).collect()
            }
            Target::Sls { pattern } => {
                let mut found: Vec<usize> = self
                    .by_sls
                    .iter()
                    .filter(|(sls, _)| glob_matches(pattern, sls))
                    .flat_map(|(_, states)| states)
                    .copied()
                    .collect();
                found.sort_unstable();
                found
            }
        }
    }

    fn receivers(&self, receivers: &Receivers) -> Vec<usize> {
        match receivers {
            Receivers::Target(target) => self.states(target),
            Receivers::Pattern(pattern) => {
                (0..self.names.len()).filter(|number| self.matches(*number, pattern)).collect()
            }
        }
    }

    /// The path or id that was probably meant by one that nothing has.
    fn suggestion(&self, target: &Target) -> Option<String> {
        let Target::State { path, pattern } = target else { return None };
        let Some(of_path) = self.by_path.get(path) else {
            return nearest(path, self.by_path.keys().map(String::as_str))
                .map(|meant| format!("`{meant}` may be meant"));
        };
        let ids = of_path.iter().filter_map(|number| self.names.get(*number)).map(|(id, _)| id.as_str());
        nearest(pattern, ids).map(|meant| format!("`{meant}` may be meant"))
    }
}

/// Gives states the requisites that others have for them.
pub(crate) fn give(given: &[InRequisite], states: &mut [Lowered], problems: &mut Problems) {
    let index = Index::new(states);
    for requisite in given {
        let receivers = index.receivers(&requisite.receivers);
        if receivers.is_empty() {
            let message = format!("no state here can be given `{}`", requisite.kind.keyword());
            let problem = Diagnostic::warning("sls-requisite-in", message);
            let help = match &requisite.receivers {
                Receivers::Target(target) => index.suggestion(target),
                Receivers::Pattern(pattern) => {
                    nearest(pattern, index.names.iter().map(|(id, _)| id.as_str()))
                        .map(|meant| format!("`{meant}` may be meant"))
                }
            };
            let help = help.unwrap_or_else(|| "name a state of these files by path and id".to_owned());
            problems.report(problem.with_help(help), requisite.place);
        }
        for number in receivers {
            if let Some(lowered) = states.get_mut(number) {
                lowered.requisite_places.push(requisite.place);
                lowered.state.requisites.push(Requisite {
                    kind: requisite.kind,
                    target: requisite.target.clone(),
                    location: problems.files.location(requisite.place),
                });
            }
        }
    }
}

/// Something a state waits for.
struct Dependency {
    target: Target,
    /// The keyword or the `${…}`.
    by: String,
    place: Place,
    /// The target waits for the state instead.
    reversed: bool,
}

fn dependencies(lowered: &Lowered) -> Vec<Dependency> {
    let requisites = lowered.state.requisites.iter().zip(&lowered.requisite_places);
    // `listen` acts when everything has run, so nothing waits for it.
    let mut found: Vec<Dependency> = requisites
        .filter(|(requisite, _)| requisite.kind != RequisiteKind::Listen)
        .map(|(requisite, place)| Dependency {
            target: requisite.target.clone(),
            by: requisite.kind.keyword().to_owned(),
            place: *place,
            reversed: requisite.kind == RequisiteKind::Prereq,
        })
        .collect();
    let mut holders = HashMap::new();
    for (name, place) in &lowered.argument_places {
        for reference in lowered.state.arguments.get(name).map(references).unwrap_or_default() {
            holders.entry(reference.text).or_insert(*place);
        }
    }
    found.extend(lowered.state.references.iter().map(|reference| Dependency {
        target: Target::State { path: reference.path.clone(), pattern: reference.id.clone() },
        by: reference.text.clone(),
        place: holders.get(&reference.text).copied().unwrap_or(lowered.place),
        reversed: false,
    }));
    found
}

/// One way to go on from a node: to which, and for states which dependency says so.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    dependency: Option<(usize, usize)>,
}

/// States, and after them the groups of states that targets mean: so a thousand states with one
/// glob over a thousand states are two thousand edges, not a million.
struct Graph {
    states: usize,
    edges: Vec<Vec<Edge>>,
}

/// Reports circles and, if no other states can be meant, warns of targets that look misspelt.
pub(crate) fn check(states: &[Lowered], no_others: bool, problems: &mut Problems) {
    let index = Index::new(states);
    let all: Vec<Vec<Dependency>> = states.iter().map(dependencies).collect();
    let mut graph = Graph { states: states.len(), edges: vec![Vec::new(); states.len()] };
    let mut groups: HashMap<Target, usize> = HashMap::new();
    for (number, dependencies) in all.iter().enumerate() {
        for (position, dependency) in dependencies.iter().enumerate() {
            let members = |index: &Index| index.states(&dependency.target);
            if dependency.reversed {
                for member in members(&index) {
                    graph.add(member, Edge { to: number, dependency: Some((number, position)) });
                }
                continue;
            }
            let group = *groups.entry(dependency.target.clone()).or_insert_with(|| {
                let members = members(&index);
                if no_others && members.is_empty() {
                    warn(&index, dependency, problems);
                }
                graph.edges.push(members.into_iter().map(|to| Edge { to, dependency: None }).collect());
                graph.edges.len() - 1
            });
            graph.add(number, Edge { to: group, dependency: Some((number, position)) });
        }
    }
    for circle in graph.circles() {
        report(&circle, states, &all, problems);
    }
}

fn warn(index: &Index, dependency: &Dependency, problems: &mut Problems) {
    if let (Some(help), Target::State { path, pattern }) =
        (index.suggestion(&dependency.target), &dependency.target)
    {
        let message = format!("no state here is `{path}` with the id `{pattern}`");
        problems.report(Diagnostic::warning("sls-no-target", message).with_help(help), dependency.place);
    }
}

impl Graph {
    fn add(&mut self, from: usize, edge: Edge) {
        if let Some(edges) = self.edges.get_mut(from) {
            edges.push(edge);
        }
    }

    /// Circles that share no state, by depth-first search with a stack of its own.
    fn circles(&self) -> Vec<Vec<Step>> {
        let mut found: Vec<Vec<Step>> = Vec::new();
        let mut told = HashSet::new();
        let mut done = vec![false; self.edges.len()];
        // Position on the stack, for what is on it.
        let mut on_stack: HashMap<usize, usize> = HashMap::new();
        for start in 0..self.states {
            let mut stack: Vec<(usize, usize)> = vec![(start, 0)];
            if done.get(start).copied().unwrap_or(true) {
                continue;
            }
            on_stack.insert(start, 0);
            while let Some((node, next)) = stack.last_mut() {
                let Some(edge) = self.edges.get(*node).and_then(|edges| edges.get(*next)).copied() else {
                    on_stack.remove(node);
                    if let Some(done) = done.get_mut(*node) {
                        *done = true;
                    }
                    stack.pop();
                    continue;
                };
                *next += 1;
                if let Some(position) = on_stack.get(&edge.to) {
                    let circle = self.circle(&stack, *position);
                    if circle.iter().all(|step| !told.contains(&step.from)) {
                        told.extend(circle.iter().map(|step| step.from));
                        found.push(circle);
                    }
                } else if !done.get(edge.to).copied().unwrap_or(true) {
                    on_stack.insert(edge.to, stack.len());
                    stack.push((edge.to, 0));
                }
            }
        }
        found
    }

    /// The steps from state to state along the stack from a position on, which the last one closes.
    fn circle(&self, stack: &[(usize, usize)], position: usize) -> Vec<Step> {
        let nodes: Vec<(usize, Edge)> = stack
            .get(position..)
            .unwrap_or_default()
            .iter()
            .filter_map(|(node, next)| Some((*node, *self.edges.get(*node)?.get(next.checked_sub(1)?)?)))
            .collect();
        let following = nodes.iter().cycle().skip(1);
        nodes
            .iter()
            .zip(following)
            .filter_map(|((from, edge), (_, next))| {
                let to = if edge.to < self.states { edge.to } else { next.to };
                Some(Step { from: *from, to, dependency: edge.dependency? })
            })
            .collect()
    }
}

/// A state that waits for another.
struct Step {
    from: usize,
    to: usize,
    /// Which dependency of which state says so.
    dependency: (usize, usize),
}

fn report(circle: &[Step], states: &[Lowered], all: &[Vec<Dependency>], problems: &mut Problems) {
    let id = |number: usize| states.get(number).map_or("", |lowered| lowered.state.address.id.as_str());
    let dependency = |step: &Step| all.get(step.dependency.0).and_then(|list| list.get(step.dependency.1));
    let Some((first, place)) = circle.first().and_then(|step| Some((step, dependency(step)?.place))) else {
        return;
    };
    let message = if circle.len() == 1 {
        format!("the state `{}` waits for itself", id(first.from))
    } else {
        let names =
            circle.iter().map(|step| step.from).chain([first.from]).map(|number| format!("`{}`", id(number)));
        format!("states wait for each other in a circle: {}", names.collect::<Vec<_>>().join(" → "))
    };
    let lines: Vec<String> = circle
        .iter()
        .take(20)
        .filter_map(|step| {
            let dependency = dependency(step)?;
            let location = problems.files.location(dependency.place);
            Some(format!(
                "`{}` waits for `{}` by `{}` at {location}",
                id(step.from),
                id(step.to),
                dependency.by
            ))
        })
        .collect();
    let help = format!("remove one of these: {}", lines.join("; "));
    problems.report(Diagnostic::error("sls-circular", message).with_help(help), place);
}
