//! A declared state to the states of the program: keywords apart from arguments, one state per
//! entry of `names`.

use std::collections::HashSet;

use wasmidem_contract::{
    Diagnostic, Object, Recreate, Reference, Requisite, State, StateAddress, Target, references,
};

use super::bind;
use super::declaration::{Argument, Declaration, StateDeclaration, ignored};
use super::keyword::{Keyword, misspelt};
use super::requisite::{Declared, InRequisite, TargetReader, escaped};
use crate::order::Order;
use crate::problems::Problems;
use crate::source::Place;
use crate::yaml::Node;

/// A state of the program with what only the compiler needs.
pub(crate) struct Lowered {
    pub(crate) state: State,
    pub(crate) order: Order,
    pub(crate) place: Place,
    /// How many of `state.requisites` are its own; those that others give it come after.
    pub(crate) own_requisites: usize,
    /// Of `state.requisites`, one by one.
    pub(crate) requisite_places: Vec<Place>,
    /// Of the arguments' values.
    pub(crate) argument_places: Vec<(String, Place)>,
}

/// The states of declarations in the order of the files, and the requisites they give to others.
pub(crate) fn lower(
    declarations: &[Declaration],
    problems: &mut Problems,
) -> (Vec<Lowered>, Vec<InRequisite>) {
    let declared = Declared::of(declarations);
    let mut states = Vec::new();
    let mut given = Vec::new();
    for declaration in declarations {
        for state in &declaration.states {
            let mut draft = Draft::new(declaration, state, problems);
            for argument in &state.arguments {
                draft.argument(argument, &declared, problems);
            }
            given.append(&mut draft.given);
            draft.finish(&mut states, problems);
        }
    }
    (states, given)
}

struct Draft {
    lowered: Lowered,
    given: Vec<InRequisite>,
    names: Option<(Vec<String>, Place)>,
    bindings: Vec<Node>,
}

impl Draft {
    fn new(declaration: &Declaration, state: &StateDeclaration, problems: &Problems) -> Self {
        let state = &state;
        let address = StateAddress {
            path: state.path.clone(),
            id: declaration.id.clone(),
            resource_name: None,
            function: state.function.clone(),
        };
        let built = State {
            name: declaration.id.clone(),
            address,
            arguments: Object::new(),
            argument_locations: Vec::new(),
            requisites: Vec::new(),
            references: Vec::new(),
            acct_profile: None,
            sensitive: Vec::new(),
            ignore_changes: Vec::new(),
            unique: false,
            recreate_on_update: None,
            sls: declaration.sls.clone(),
            location: problems.files.location(state.place),
        };
        let lowered = Lowered {
            state: built,
            order: Order::Default,
            place: state.place,
            own_requisites: 0,
            requisite_places: Vec::new(),
            argument_places: Vec::new(),
        };
        Self { lowered, given: Vec::new(), names: None, bindings: Vec::new() }
    }

    fn argument(&mut self, argument: &Argument, declared: &Declared, problems: &mut Problems) {
        let Argument { name, value, place } = argument;
        let state = &mut self.lowered.state;
        match Keyword::of(name) {
            None => {
                if let Some(meant) = misspelt(name, value) {
                    let message = format!("the argument `{name}` looks like the requisite `{meant}`");
                    let warning = Diagnostic::warning("sls-misspelt-requisite", message)
                        .with_help(format!("write `{meant}` if the state has to wait for others"));
                    problems.report(warning, *place);
                }
                self.plain(argument, problems);
            }
            Some(Keyword::Name) => match value.as_str() {
                Some(text) if !text.is_empty() => {
                    state.name = text.to_owned();
                    self.plain(argument, problems);
                }
                _ if value.is_null() => {}
                _ => {
                    let message = format!("`name` is a text, but this is {}", value.describe());
                    let id = &state.address.id;
                    let text = value.key_text();
                    let help = format!(
                        "the name is the id, `{id}`; if `{text}` is meant, put it in quotes: `\"{text}\"`"
                    );
                    problems.report(Diagnostic::warning("sls-name", message).with_help(help), value.place);
                }
            },
            Some(Keyword::Requisite(kind)) => {
                let targets = TargetReader { word: name, declared, problems }.targets(value);
                for (target, place) in targets {
                    let location = problems.files.location(place);
                    state.requisites.push(Requisite { kind, target, location });
                    self.lowered.requisite_places.push(place);
                }
            }
            Some(Keyword::RequisiteIn(kind)) => {
                let own =
                    Target::State { path: state.address.path.clone(), pattern: escaped(&state.address.id) };
                let receivers = TargetReader { word: name, declared, problems }.receivers(value);
                self.given.extend(receivers.into_iter().map(|(receivers, place)| InRequisite {
                    kind,
                    receivers,
                    target: own.clone(),
                    place,
                }));
            }
            Some(Keyword::ArgBind) => self.bindings.push(value.clone()),
            Some(Keyword::Names) => self.names = Some((texts(name, value, problems), *place)),
            Some(Keyword::Order) => self.lowered.order = order(value, problems),
            Some(Keyword::AcctProfile) => match value.as_str() {
                Some(profile) => state.acct_profile = Some(profile.to_owned()),
                None if value.is_null() => {}
                None => wrong(name, "the name of a profile", value, problems),
            },
            Some(Keyword::Sensitive) => state.sensitive = texts(name, value, problems),
            Some(Keyword::IgnoreChanges) => state.ignore_changes = texts(name, value, problems),
            Some(Keyword::RecreateOnUpdate) => state.recreate_on_update = Some(recreate(value, problems)),
            Some(Keyword::Unique) => state.unique = value.to_json() != serde_json::Value::Bool(false),
            Some(Keyword::Ignored) => ignored(name, *place, problems),
            Some(Keyword::Unsupported(help)) => {
                let problem = Diagnostic::error("sls-unsupported", format!("`{name}` is not available"))
                    .with_help(help);
                problems.report(problem, *place);
            }
        }
    }

    fn plain(&mut self, argument: &Argument, problems: &Problems) {
        let state = &mut self.lowered.state;
        state.arguments.insert(argument.name.clone(), argument.value.to_json());
        state.argument_locations.push((argument.name.clone(), problems.files.location(argument.place)));
        self.lowered.argument_places.push((argument.name.clone(), argument.value.place));
    }

    fn finish(mut self, states: &mut Vec<Lowered>, problems: &mut Problems) {
        for binding in &self.bindings {
            bind::apply(binding, &mut self.lowered.state.arguments, problems);
        }
        let Some((names, place)) = self.names.take() else {
            push(self.lowered, states);
            return;
        };
        if names.is_empty() {
            let message =
                format!("`names` is empty, so this is one state, `{}`", self.lowered.state.address.id);
            problems.report(Diagnostic::warning("sls-no-names", message), place);
            push(self.lowered, states);
            return;
        }
        let mut known = HashSet::new();
        for name in names {
            if !known.insert(name.clone()) {
                let problem =
                    Diagnostic::warning("sls-duplicate-name", format!("`names` holds `{name}` twice"));
                problems.report(problem.with_help("remove one of them"), place);
                continue;
            }
            let mut lowered = Lowered {
                state: self.lowered.state.clone(),
                order: self.lowered.order,
                place: self.lowered.place,
                own_requisites: 0,
                requisite_places: self.lowered.requisite_places.clone(),
                argument_places: self.lowered.argument_places.clone(),
            };
            lowered.state.arguments.insert("name".to_owned(), name.clone().into());
            lowered.state.address.resource_name = Some(name.clone());
            lowered.state.name = name;
            push(lowered, states);
        }
    }
}

fn push(mut lowered: Lowered, states: &mut Vec<Lowered>) {
    lowered.own_requisites = lowered.state.requisites.len();
    let mut known = HashSet::new();
    let mut found: Vec<Reference> = lowered.state.arguments.values().flat_map(references).collect();
    found.retain(|reference| known.insert(reference.text.clone()));
    lowered.state.references = found;
    states.push(lowered);
}

fn wrong(word: &str, expected: &str, value: &Node, problems: &mut Problems) {
    let message = format!("`{word}` is {expected}, but this is {}", value.describe());
    problems.report(Diagnostic::error("sls-keyword", message), value.place);
}

/// A list of texts, or one text.
fn texts(word: &str, value: &Node, problems: &mut Problems) -> Vec<String> {
    if let Some(text) = value.as_str() {
        return vec![text.to_owned()];
    }
    let Some(items) = value.as_list() else {
        if !value.is_null() {
            wrong(word, "a list of texts", value, problems);
        }
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_str() {
            Some(text) => found.push(text.to_owned()),
            None => wrong(word, "a list of texts", item, problems),
        }
    }
    found
}

fn order(value: &Node, problems: &mut Problems) -> Order {
    match value.as_str() {
        Some("first") => return Order::First,
        Some("last") => return Order::Last,
        _ => {}
    }
    if let Some(number) = value.to_json().as_i64() {
        return Order::At(number);
    }
    wrong("order", "a whole number, `first` or `last`", value, problems);
    Order::Default
}

fn recreate(value: &Node, problems: &mut Problems) -> Recreate {
    let mut chosen = Recreate::DestroyFirst;
    let mappings: Vec<&Node> = value.as_list().map_or_else(|| vec![value], |items| items.iter().collect());
    for node in mappings.into_iter().filter(|node| !node.is_null()) {
        let Some(entries) = node.as_mapping() else {
            wrong("recreate_on_update", "a mapping with `create_before_destroy`", node, problems);
            continue;
        };
        for entry in entries {
            match (entry.key.as_str(), entry.value.to_json()) {
                (Some("create_before_destroy"), serde_json::Value::Bool(true)) => {
                    chosen = Recreate::CreateFirst
                }
                (Some("create_before_destroy"), serde_json::Value::Bool(false)) => {
                    chosen = Recreate::DestroyFirst
                }
                (Some("create_before_destroy"), _) => {
                    wrong("create_before_destroy", "true or false", &entry.value, problems);
                }
                _ => wrong(
                    "recreate_on_update",
                    "a mapping with `create_before_destroy`",
                    &entry.key,
                    problems,
                ),
            }
        }
    }
    chosen
}
