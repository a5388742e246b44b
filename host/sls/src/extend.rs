//! `extend` and `exclude`: what one state file changes in others.

use std::collections::HashMap;

use wasmidem_contract::{Diagnostic, glob_matches, nearest};

use crate::include::SlsFile;
use crate::parse::{Argument, Declaration, StateDeclaration, is_requisite, state_declaration};
use crate::problems::Problems;
use crate::source::Place;
use crate::yaml::{Entry, Node};

/// Merges what files say in `extend` into the declarations.
pub(crate) fn extend(files: &[SlsFile], declarations: &mut [Declaration], problems: &mut Problems) {
    let index: HashMap<String, usize> =
        declarations.iter().enumerate().map(|(index, declaration)| (declaration.id.clone(), index)).collect();
    for extensions in sections(files, "extend") {
        let Some(entries) = extensions.as_mapping() else {
            let message = format!("`extend` is a mapping of ids, but this is {}", extensions.describe());
            problems.report(Diagnostic::error("sls-extend", message), extensions.place);
            continue;
        };
        for entry in entries {
            let id = entry.key.key_text();
            match index.get(&id).and_then(|index| declarations.get_mut(*index)) {
                Some(declaration) => extend_one(declaration, entry, problems),
                None => {
                    let problem = Diagnostic::error("sls-extend", format!("there is no id `{id}` to extend"));
                    let problem = match nearest(&id, index.keys().map(String::as_str)) {
                        Some(meant) => problem.with_help(format!("`{meant}` may be meant")),
                        None => problem.with_help("include the state file that declares it"),
                    };
                    problems.report(problem, entry.key.place);
                }
            }
        }
    }
}

/// The values of a top-level key in all files.
fn sections<'f>(files: &'f [SlsFile], key: &str) -> Vec<&'f Node> {
    files
        .iter()
        .flat_map(|file| &file.blocks)
        .filter_map(|block| block.get(key))
        .filter(|node| !node.is_null())
        .collect()
}

fn extend_one(declaration: &mut Declaration, entry: &Entry, problems: &mut Problems) {
    let Some(states) = entry.value.as_mapping() else {
        let message = format!(
            "`extend` maps the id `{}` to states, but this is {}",
            declaration.id,
            entry.value.describe()
        );
        problems.report(Diagnostic::error("sls-extend", message), entry.value.place);
        return;
    };
    for state in states {
        let path = state.key.key_text();
        // With only the path the function stays as it is.
        if let Some(extended) = declaration.states.iter_mut().find(|known| known.path == path) {
            let names_function =
                state.value.as_list().is_some_and(|items| items.iter().any(|item| item.as_str().is_some()));
            let key = if names_function {
                state.key.clone()
            } else {
                let data = crate::yaml::Data::String(format!("{path}.{}", extended.function));
                Node { data, place: state.key.place }
            };
            if let Some(extension) = state_declaration(&declaration.id, &key, &state.value, problems) {
                merge(extended, extension);
            }
            continue;
        }
        let Some(extension) = state_declaration(&declaration.id, &state.key, &state.value, problems) else {
            continue;
        };
        match declaration.states.iter_mut().find(|known| known.path == extension.path) {
            Some(extended) => merge(extended, extension),
            None => declaration.states.push(extension),
        }
    }
}

/// The function and arguments are replaced, requisites added.
fn merge(extended: &mut StateDeclaration, extension: StateDeclaration) {
    extended.function = extension.function;
    let replaced: Vec<String> = extension
        .arguments
        .iter()
        .map(|argument| argument.name.clone())
        .filter(|name| !is_requisite(name))
        .collect();
    let known = |argument: &Argument| replaced.contains(&argument.name);
    extended.arguments.retain(|argument| !known(argument));
    extended.arguments.extend(extension.arguments);
}

/// Removes what files say in `exclude`: state files by a glob or `{sls: glob}`, ids by `{id: glob}`.
pub(crate) fn exclude(files: &[SlsFile], declarations: &mut Vec<Declaration>, problems: &mut Problems) {
    for exclusions in sections(files, "exclude") {
        let Some(items) = exclusions.as_list() else {
            let message =
                format!("`exclude` is a list of state files, but this is {}", exclusions.describe());
            malformed(message, exclusions.place, problems);
            continue;
        };
        for item in items {
            let (what, pattern) =
                match item.as_single().map(|entry| (entry.key.as_str(), entry.value.as_str())) {
                    Some((Some(what @ ("sls" | "id")), Some(pattern))) => (what, pattern),
                    _ => match item.as_str() {
                        Some(pattern) => ("sls", pattern),
                        None => {
                            malformed(
                                format!("`exclude` names state files, but this is {}", item.describe()),
                                item.place,
                                problems,
                            );
                            continue;
                        }
                    },
                };
            let before = declarations.len();
            declarations.retain(|declaration| {
                !glob_matches(pattern, if what == "id" { &declaration.id } else { &declaration.sls })
            });
            if declarations.len() == before {
                let warning = Diagnostic::warning(
                    "sls-exclude-nothing",
                    format!("`exclude` finds nothing for `{pattern}`"),
                );
                problems.report(warning, item.place);
            }
        }
    }
}

fn malformed(message: String, place: Place, problems: &mut Problems) {
    let problem =
        Diagnostic::error("sls-exclude", message).with_help("write `- name`, `- sls: name` or `- id: name`");
    problems.report(problem, place);
}
