use std::sync::Arc;

use crate::{Location, Object, Reference, StateAddress};

/// What a state file asks for: the states in the order of the file, each with its place.
///
/// INVARIANT: addresses are unique.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// The states, sorted by `order`.
    pub states: Vec<State>,
    /// Blocks that are rendered once other states have run, in the order of the files.
    pub deferred: Vec<DeferredBlock>,
    /// What `META` blocks said: `{"SLS": {...}, "ID_DECS": {...}}`.
    pub meta: Object,
}

/// A text that becomes states while the run is under way: a `#!require:ID` block of a state file,
/// or what `render.block` was given.
#[derive(Debug, Clone, PartialEq)]
pub struct DeferredBlock {
    /// The ids of the states that must have ended, all those that bear them. Empty for
    /// `render.block`, whose requisites say it.
    pub requires: Vec<String>,
    /// The reference of the state file the states will belong to.
    pub sls: String,
    /// The render pipe; the one of the run if none is named.
    pub pipe: Option<String>,
    /// The text.
    pub text: Arc<str>,
    /// Where the text begins.
    pub location: Location,
}

/// State files that `sls.run` brings into a run.
#[derive(Debug, Clone, PartialEq)]
pub struct SlsRun {
    /// The id of the `sls.run`: the ids of its states begin with it and a dot, and targets of
    /// requisites and references among them are renamed likewise.
    pub id: String,
    /// References of the state files.
    pub references: Vec<String>,
    /// References of parameter files; they count more than the parameters of the run.
    pub params: Vec<String>,
    /// Parameters given in place; they count more than those of files.
    pub values: Object,
    /// Where the `sls.run` stands.
    pub location: Location,
}

/// A template to fill in, for `template.render` and `data.write`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateSource {
    /// Its text.
    Text(String),
    /// Its path, found as templates of state files are.
    File(String),
}

/// One call of a state function.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Which state.
    pub address: StateAddress,
    /// The `name` argument, or the id.
    pub name: String,
    /// The arguments, without requisites and other keywords. Strings may hold `${…}`.
    pub arguments: Object,
    /// Where each argument stands, by its name.
    pub argument_locations: Vec<(String, Location)>,
    /// What must have run before.
    pub requisites: Vec<Requisite>,
    /// The `${…}` in the arguments, as dependencies. Kept apart from `requisites`, since binding
    /// also needs the target's state.
    pub references: Vec<Reference>,
    /// The `acct_profile` keyword.
    pub acct_profile: Option<String>,
    /// Members of `changes` not to show.
    pub sensitive: Vec<String>,
    /// Arguments not to enforce on an existing resource.
    pub ignore_changes: Vec<String>,
    /// The `unique` keyword: runs alone among the states of the same path and function.
    pub unique: bool,
    /// The `recreate_on_update` keyword: a new resource instead of a change of the old one.
    pub recreate_on_update: Option<Recreate>,
    /// The reference of the state file it stands in.
    pub sls: String,
    /// Where the state stands.
    pub location: Location,
}

/// The order in which `recreate_on_update` replaces a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Recreate {
    /// `create_before_destroy: false`, the default.
    DestroyFirst,
    /// `create_before_destroy: true`.
    CreateFirst,
}

/// The condition a requisite puts on its target. Texts are idem's keywords.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RequisiteKind {
    /// All targets succeeded.
    Require,
    /// One of the targets succeeded.
    RequireAny,
    /// All targets succeeded and changed something.
    Onchanges,
    /// One of the targets succeeded and changed something.
    OnchangesAny,
    /// All targets failed.
    Onfail,
    /// All targets succeeded; if they changed something, `mod_watch` runs after.
    Watch,
    /// After everything, if the target changed something, `mod_watch` runs.
    Listen,
    /// The target would change something; runs before it.
    Prereq,
}

impl RequisiteKind {
    /// The keyword in state files.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Require => "require",
            Self::RequireAny => "require_any",
            Self::Onchanges => "onchanges",
            Self::OnchangesAny => "onchanges_any",
            Self::Onfail => "onfail",
            Self::Watch => "watch",
            Self::Listen => "listen",
            Self::Prereq => "prereq",
        }
    }
}

/// A condition on other states.
#[derive(Debug, Clone, PartialEq)]
pub struct Requisite {
    /// The condition.
    pub kind: RequisiteKind,
    /// On which states.
    pub target: Target,
    /// Where it stands.
    pub location: Location,
}

/// Which states a requisite means. Patterns are globs (`*`, `?`, `[…]`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// The states of a path (without function) whose id or name matches.
    State {
        /// E.g. `aws.ec2.vpc`.
        path: String,
        /// Matches id or name.
        pattern: String,
    },
    /// All states of the state files whose reference matches.
    Sls {
        /// Matches the reference.
        pattern: String,
    },
}
