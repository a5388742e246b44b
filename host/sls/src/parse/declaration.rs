use std::collections::HashMap;

use wasmidem_contract::{Diagnostic, Object};

use super::keyword::is_requisite;
use crate::include::SlsFile;
use crate::problems::Problems;
use crate::source::Place;
use crate::yaml::{Entry, Node};

/// Top-level keys that are no ids.
const RESERVED: [&str; 7] = ["include", "exclude", "extend", "META", "order", "__extend__", "__exclude__"];

/// State paths of idem that are one word. All others have several.
const ONE_WORD: [&str; 9] = ["acct", "data", "exec", "render", "sls", "template", "test", "time", "trigger"];

/// An id with the states below it.
#[derive(Debug, Clone)]
pub(crate) struct Declaration {
    pub(crate) id: String,
    /// The reference of the file it stands in.
    pub(crate) sls: String,
    pub(crate) place: Place,
    /// INVARIANT: their paths differ.
    pub(crate) states: Vec<StateDeclaration>,
}

/// A state below an id.
#[derive(Debug, Clone)]
pub(crate) struct StateDeclaration {
    /// Without the function.
    pub(crate) path: String,
    pub(crate) function: String,
    pub(crate) place: Place,
    pub(crate) arguments: Vec<Argument>,
}

#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) value: Node,
    /// Of the name.
    pub(crate) place: Place,
}

/// The declarations of files, and what their `META` says.
pub(crate) fn declarations(files: &[SlsFile], problems: &mut Problems) -> (Vec<Declaration>, Object) {
    let mut found: Vec<Declaration> = Vec::new();
    let mut known = HashMap::new();
    let (mut of_files, mut of_ids) = (Object::new(), Object::new());
    for file in files {
        for entry in file.blocks.iter().filter_map(|block| block.as_mapping()).flatten() {
            match entry.key.as_str() {
                Some("META") => {
                    of_files.insert(file.name.clone(), entry.value.to_json());
                    continue;
                }
                Some(key) if RESERVED.contains(&key) => {
                    if !matches!(key, "include" | "exclude" | "extend") {
                        ignored(key, entry.key.place, problems);
                    }
                    continue;
                }
                _ => {}
            }
            let Some((declaration, meta)) = declaration(entry, &file.name, problems) else { continue };
            if let Some(meta) = meta {
                of_ids.insert(format!("{}.{}", file.name, declaration.id), meta);
            }
            if let Some(first) = known.insert(declaration.id.clone(), declaration.place) {
                let beside = problems.beside(first, declaration.place);
                let message = format!("the id `{}` is there twice, first in {beside}", declaration.id);
                let problem =
                    Diagnostic::error("sls-duplicate-id", message).with_help("rename or remove one of them");
                problems.report(problem, declaration.place);
                continue;
            }
            found.push(declaration);
        }
    }
    let mut meta = Object::new();
    meta.insert("SLS".to_owned(), of_files.into());
    meta.insert("ID_DECS".to_owned(), of_ids.into());
    (found, meta)
}

pub(super) fn ignored(word: &str, place: Place, problems: &mut Problems) {
    let warning =
        Diagnostic::warning("sls-ignored-keyword", format!("`{word}` has no effect")).with_help("remove it");
    problems.report(warning, place);
}

type Meta = Option<serde_json::Value>;

fn declaration(entry: &Entry, sls: &str, problems: &mut Problems) -> Option<(Declaration, Meta)> {
    let place = entry.key.place;
    let Some(id) = entry.key.as_str() else {
        let problem = Diagnostic::error(
            "sls-id-not-text",
            format!("an id is a text, but this is {}", entry.key.describe()),
        )
        .with_help(format!("put it in quotes: `\"{}\":`", problems.files.text_at(place).unwrap_or_default()));
        problems.report(problem, place);
        return None;
    };
    let mut declaration = Declaration { id: id.to_owned(), sls: sls.to_owned(), place, states: Vec::new() };
    if let Some((path, function)) = entry.value.as_str().and_then(|text| text.rsplit_once('.')) {
        let place = entry.value.place;
        let state = StateDeclaration {
            path: path.to_owned(),
            function: function.to_owned(),
            place,
            arguments: Vec::new(),
        };
        if is_well_formed(&state, problems) {
            declaration.states.push(state);
        }
        return Some((declaration, None));
    }
    let Some(entries) = entry.value.as_mapping() else {
        let message = format!("the id `{id}` is not a mapping of states, but {}", entry.value.describe());
        let problem = Diagnostic::error("sls-id-not-mapping", message)
            .with_help("write a state below it, indented: `aws.ec2.vpc.present:`");
        problems.report(problem, place);
        return None;
    };
    if id.starts_with("__") || entries.iter().all(is_no_state) {
        left_out(id, place, problems);
        return None;
    }
    let mut meta = None;
    let mut known = HashMap::new();
    for entry in entries.iter().filter(|entry| !is_hidden(entry)) {
        if entry.key.as_str() == Some("META") {
            meta = Some(entry.value.to_json());
        } else if let Some(state) = state_declaration(id, &entry.key, &entry.value, problems) {
            add_state(&mut declaration, &mut known, state, problems);
        }
    }
    Some((declaration, meta))
}

/// Members that begin with two underscores are left alone, as in idem.
fn is_hidden(entry: &Entry) -> bool {
    entry.key.as_str().is_some_and(|key| key.starts_with("__"))
}

/// Whether a member of an id can be no state: then it is there for something else, such as an anchor
/// of YAML. What looks like a state with a mistake in it is none of these.
fn is_no_state(entry: &Entry) -> bool {
    let Some(key) = entry.key.as_str() else { return false };
    is_hidden(entry) || !key.contains('.') && !ONE_WORD.contains(&key) && !has_arguments(&entry.value)
}

/// Whether a value can be the arguments of a state: a list with a mapping or a single text, which is the
/// function, in it, or nothing.
fn has_arguments(value: &Node) -> bool {
    match value.as_list() {
        None => value.is_null(),
        Some([]) => true,
        Some([only]) if only.as_str().is_some() => true,
        Some(items) => items.iter().any(|item| item.as_mapping().is_some()),
    }
}

fn left_out(id: &str, place: Place, problems: &mut Problems) {
    let warning =
        Diagnostic::warning("sls-no-state", format!("there is no state below `{id}`: it is left out"));
    let help = "if it is meant to be a state, write its path with a function below it, indented: \
                `aws.ec2.vpc.present:`";
    problems.report(warning.with_help(help), place);
}

fn add_state(
    declaration: &mut Declaration,
    known: &mut HashMap<String, usize>,
    state: StateDeclaration,
    problems: &mut Problems,
) {
    let first = known.get(&state.path).and_then(|index| declaration.states.get(*index));
    let Some(first) = first else {
        known.insert(state.path.clone(), declaration.states.len());
        declaration.states.push(state);
        return;
    };
    let message = format!(
        "the id `{}` has two states of `{}`: `{}` in {} and `{}`",
        declaration.id,
        state.path,
        first.function,
        problems.beside(first.place, state.place),
        state.function
    );
    problems.report(
        Diagnostic::error("sls-same-path", message).with_help("give each an id of its own"),
        state.place,
    );
}

/// A state of a key such as `aws.ec2.vpc.present` (or without the function, which is then an item
/// of the list) and its arguments.
pub(crate) fn state_declaration(
    id: &str,
    key: &Node,
    body: &Node,
    problems: &mut Problems,
) -> Option<StateDeclaration> {
    let Some(name) = key.as_str() else {
        let message = format!("a state is named by a text, but this is {}", key.describe());
        problems.report(Diagnostic::error("sls-state-name", message), key.place);
        return None;
    };
    let (functions, arguments) = arguments(id, name, body, problems)?;
    let (path, function) = match functions.as_slice() {
        [] => {
            let Some((path, function)) = name.rsplit_once('.') else {
                let message = format!("the state `{name}` of the id `{id}` names no function");
                let problem = Diagnostic::error("sls-no-function", message)
                    .with_help(format!("write it after the path, as in `{name}.present:` or `{name}.run:`"));
                problems.report(problem, key.place);
                return None;
            };
            (path, function)
        }
        [(function, _)] => (name, *function),
        [(first, _), (second, place), ..] => {
            let message =
                format!("the state `{name}` of the id `{id}` names two functions: `{first}` and `{second}`");
            let problem = Diagnostic::error("sls-two-functions", message)
                .with_help("arguments are written `- name: value`; a text alone is the function");
            problems.report(problem, *place);
            return None;
        }
    };
    let state = StateDeclaration {
        path: path.to_owned(),
        function: function.to_owned(),
        place: key.place,
        arguments,
    };
    is_well_formed(&state, problems).then_some(state)
}

type Functions<'a> = Vec<(&'a str, Place)>;

/// The functions (texts alone) and arguments of a state's body.
fn arguments<'a>(
    id: &str,
    name: &str,
    body: &'a Node,
    problems: &mut Problems,
) -> Option<(Functions<'a>, Vec<Argument>)> {
    let mut functions = Vec::new();
    let mut arguments: Vec<Argument> = Vec::new();
    let malformed = |node: &Node, problems: &mut Problems| {
        let message = format!(
            "the arguments of `{name}` (id `{id}`) are a list of `name: value`, but this is {}",
            node.describe()
        );
        let problem = Diagnostic::error("sls-arguments", message)
            .with_help("write `- name: value` for each argument, or `[]` if there is none");
        problems.report(problem, node.place);
    };
    if body.is_null() {
        return Some((functions, arguments));
    }
    // A mapping is what most people write first; idem takes its keys for functions.
    if let Some(entries) = body.as_mapping() {
        entries.iter().for_each(|entry| add_argument(&mut arguments, entry));
        return Some((functions, keep_last(arguments, problems)));
    }
    let Some(items) = body.as_list() else {
        malformed(body, problems);
        return None;
    };
    let mut fits = true;
    for item in items {
        if let Some(text) = item.as_str() {
            functions.push((text, item.place));
        } else if let Some(entries) = item.as_mapping() {
            entries.iter().for_each(|entry| add_argument(&mut arguments, entry));
        } else {
            malformed(item, problems);
            fits = false;
        }
    }
    fits.then(|| (functions, keep_last(arguments, problems)))
}

fn add_argument(arguments: &mut Vec<Argument>, entry: &Entry) {
    arguments.push(Argument {
        name: entry.key.key_text(),
        value: entry.value.clone(),
        place: entry.key.place,
    });
}

/// Of an argument given twice the last counts, as in idem; requisites add up.
fn keep_last(arguments: Vec<Argument>, problems: &mut Problems) -> Vec<Argument> {
    let mut last = HashMap::new();
    for (index, argument) in arguments.iter().enumerate() {
        if !is_requisite(&argument.name) {
            last.insert(argument.name.clone(), (index, argument.place));
        }
    }
    let mut kept = Vec::with_capacity(arguments.len());
    for (index, argument) in arguments.into_iter().enumerate() {
        match last.get(&argument.name) {
            Some((counts, place)) if *counts != index => {
                let beside = problems.beside(*place, argument.place);
                let message =
                    format!("the argument `{}` is there twice; the value in {beside} counts", argument.name);
                let warning =
                    Diagnostic::warning("sls-repeated-argument", message).with_help("remove one of them");
                problems.report(warning, argument.place);
            }
            _ => kept.push(argument),
        }
    }
    kept
}

fn is_well_formed(state: &StateDeclaration, problems: &mut Problems) -> bool {
    let full = format!("{}.{}", state.path, state.function);
    let fits = full
        .split('.')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')));
    if !fits {
        let message = format!("`{full}` is not the name of a state");
        let problem =
            Diagnostic::error("sls-state-name", message).with_help("write it like `aws.ec2.vpc.present`");
        problems.report(problem, state.place);
        return false;
    }
    true
}
