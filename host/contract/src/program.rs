use crate::{Location, Object, Reference, StateAddress};

/// What a state file asks for: the states in the order of the file, each with its place.
///
/// INVARIANT: addresses are unique.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Program {
    /// The states, sorted by `order`.
    pub states: Vec<State>,
    /// What `META` blocks said: `{"SLS": {...}, "ID_DECS": {...}}`.
    pub meta: Object,
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
