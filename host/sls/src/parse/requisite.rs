//! `- require: [{path: id}]` and its kin.

use std::collections::{BTreeMap, BTreeSet};

use wasmidem_contract::{Diagnostic, RequisiteKind, Target};

use super::declaration::Declaration;
use crate::problems::Problems;
use crate::source::Place;
use crate::yaml::Node;

/// A requisite that a state gives to others.
pub(crate) struct InRequisite {
    pub(crate) kind: RequisiteKind,
    /// Who gets it.
    pub(crate) receivers: Receivers,
    /// The state it is then about.
    pub(crate) target: Target,
    pub(crate) place: Place,
}

/// Who gets a requisite.
pub(crate) enum Receivers {
    /// States of a path, or of files.
    Target(Target),
    /// Every state whose id or name matches.
    Pattern(String),
}

/// What is declared, to tell mistakes from references to what other runs made.
#[derive(Default)]
pub(super) struct Declared {
    paths: BTreeSet<String>,
    /// State paths by id.
    ids: BTreeMap<String, Vec<String>>,
}

impl Declared {
    pub(super) fn of(declarations: &[Declaration]) -> Self {
        let mut declared = Self::default();
        for declaration in declarations {
            for state in &declaration.states {
                declared.paths.insert(state.path.clone());
                declared.ids.entry(declaration.id.clone()).or_default().push(state.path.clone());
            }
        }
        declared
    }
}

/// Reads the targets of a requisite; what is malformed is reported.
pub(super) struct TargetReader<'a> {
    /// The keyword, for messages.
    pub(super) word: &'a str,
    pub(super) declared: &'a Declared,
    pub(super) problems: &'a mut Problems,
}

impl TargetReader<'_> {
    /// The targets of a keyword with `path: id` items.
    pub(super) fn targets(&mut self, value: &Node) -> Vec<(Target, Place)> {
        let mut found = Vec::new();
        for item in self.items(value) {
            if let Some(text) = item.as_str() {
                self.bare(text, item.place);
            } else {
                self.item(item, &mut found);
            }
        }
        found
    }

    /// The receivers of an `_in` keyword, where an id alone is allowed.
    pub(super) fn receivers(&mut self, value: &Node) -> Vec<(Receivers, Place)> {
        let mut found = Vec::new();
        for item in self.items(value) {
            if let Some(text) = item.as_str() {
                found.push((Receivers::Pattern(text.to_owned()), item.place));
            } else {
                let mut targets = Vec::new();
                self.item(item, &mut targets);
                found.extend(targets.into_iter().map(|(target, place)| (Receivers::Target(target), place)));
            }
        }
        found
    }

    fn items<'n>(&mut self, value: &'n Node) -> Vec<&'n Node> {
        if value.is_null() {
            return Vec::new();
        }
        if let Some(items) = value.as_list() {
            return items.iter().collect();
        }
        // One mapping instead of a list of them says the same.
        if value.as_mapping().is_some() || value.as_str().is_some() {
            return vec![value];
        }
        self.malformed(value);
        Vec::new()
    }

    fn malformed(&mut self, node: &Node) {
        let message = format!("`{}` is a list of `path: id`, but this is {}", self.word, node.describe());
        let problem =
            Diagnostic::error("sls-requisite", message).with_help("write it like `- aws.ec2.vpc: my_vpc`");
        self.problems.report(problem, node.place);
    }

    fn bare(&mut self, text: &str, place: Place) {
        let help = match self.declared.ids.get(text).map(Vec::as_slice) {
            Some([path]) => format!("write `- {path}: {text}`"),
            Some([path, ..]) => format!("write `- {path}: {text}`, or the other path it has"),
            _ => format!("write the state's path before it: `- aws.ec2.vpc: {text}`"),
        };
        let message = format!("`{}` needs the path of the state `{text}`", self.word);
        self.problems.report(Diagnostic::error("sls-requisite", message).with_help(help), place);
    }

    fn item(&mut self, item: &Node, found: &mut Vec<(Target, Place)>) {
        let Some(entries) = item.as_mapping() else {
            self.malformed(item);
            return;
        };
        for entry in entries {
            let Some(path) = entry.key.as_str() else {
                self.malformed(&entry.key);
                continue;
            };
            for (pattern, place) in self.patterns(&entry.value) {
                let place = place.unwrap_or(entry.key.place);
                if path == "sls" {
                    found.push((Target::Sls { pattern }, place));
                } else if self.is_path(path, &pattern, entry.key.place) {
                    found.push((Target::State { path: path.to_owned(), pattern }, place));
                }
            }
        }
    }

    /// The ids of `id`, of `[id, …]` and of `[{id: []}, …]`.
    fn patterns(&mut self, value: &Node) -> Vec<(String, Option<Place>)> {
        if let Some(text) = value.as_str() {
            return vec![(text.to_owned(), None)];
        }
        let mut found = Vec::new();
        let mut keys = |node: &Node, found: &mut Vec<(String, Option<Place>)>| match node.as_mapping() {
            Some(entries) => {
                for entry in entries {
                    match entry.key.as_str() {
                        Some(id) => found.push((id.to_owned(), Some(entry.key.place))),
                        None => self.not_an_id(&entry.key),
                    }
                }
            }
            None => self.not_an_id(node),
        };
        match value.as_list() {
            Some(items) => {
                for item in items {
                    match item.as_str() {
                        Some(id) => found.push((id.to_owned(), Some(item.place))),
                        None => keys(item, &mut found),
                    }
                }
            }
            None => keys(value, &mut found),
        }
        found
    }

    fn not_an_id(&mut self, node: &Node) {
        let message =
            format!("`{}` names a state by its id, a text, but this is {}", self.word, node.describe());
        let problem = Diagnostic::error("sls-requisite", message)
            .with_help(format!("put an id in quotes: `\"{}\"`", node.key_text()));
        self.problems.report(problem, node.place);
    }

    /// Whether it is a state path, and not one with a function at its end.
    fn is_path(&mut self, path: &str, pattern: &str, place: Place) -> bool {
        if self.declared.paths.contains(path) {
            return true;
        }
        let Some((without, function)) = path.rsplit_once('.') else { return true };
        if !self.declared.paths.contains(without) && !matches!(function, "present" | "absent") {
            return true;
        }
        let message = format!("`{}` takes the path of a state without its function `{function}`", self.word);
        let problem = Diagnostic::error("sls-requisite-function", message)
            .with_help(format!("write `- {without}: {pattern}`"));
        self.problems.report(problem, place);
        false
    }
}

/// A pattern that matches just this text.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '*' | '?' | '[' => out.extend(['[', c, ']']),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmidem_contract::glob_matches;

    #[test]
    fn escapes_patterns() {
        for text in ["a", "a[1]", "*", "[!x]?"] {
            assert!(glob_matches(&escaped(text), text), "{text}");
            assert!(!glob_matches(&escaped(text), "ab"), "{text}");
        }
    }
}
