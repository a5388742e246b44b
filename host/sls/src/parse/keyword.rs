//! The words that are no arguments of a state.

use wasmidem_contract::{RequisiteKind, nearest};

use crate::yaml::Node;

/// What an argument's name means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyword {
    /// A condition on other states.
    Requisite(RequisiteKind),
    /// A condition that other states get.
    RequisiteIn(RequisiteKind),
    ArgBind,
    Names,
    Name,
    Order,
    AcctProfile,
    Sensitive,
    IgnoreChanges,
    RecreateOnUpdate,
    Unique,
    /// idem accepts it, and nothing comes of it.
    Ignored,
    /// Nothing can be done with it; with what to do instead.
    Unsupported(&'static str),
}

const REQUISITES: [RequisiteKind; 8] = [
    RequisiteKind::Require,
    RequisiteKind::RequireAny,
    RequisiteKind::Onchanges,
    RequisiteKind::OnchangesAny,
    RequisiteKind::Onfail,
    RequisiteKind::Watch,
    RequisiteKind::Listen,
    RequisiteKind::Prereq,
];

const WITH_IN: [(&str, RequisiteKind); 4] = [
    ("require_in", RequisiteKind::Require),
    ("watch_in", RequisiteKind::Watch),
    ("onfail_in", RequisiteKind::Onfail),
    ("onchanges_in", RequisiteKind::Onchanges),
];

const IGNORED: [&str; 22] = [
    "check_cmd",
    "failhard",
    "onlyif",
    "unless",
    "retry",
    "parallel",
    "runas",
    "runas_password",
    "fire_event",
    "reload_modules",
    "reload_grains",
    "reload_pillar",
    "saltenv",
    "prereq_in",
    "listen_in",
    "onfail_any",
    "onfail_all",
    "onfail_stop",
    "watch_any",
    "prerequired",
    // A state's own, and automatic.
    "recreate_if_deleted",
    "__reconcile_wait__",
];

const UNSUPPORTED: [(&str, &str); 4] = [
    ("use", "write the arguments out, or share them with a YAML anchor"),
    ("use_in", "write the arguments out, or share them with a YAML anchor"),
    ("name_prefix", "give the resource a `name`: a prefix makes a new one in every run"),
    ("acct_data", "name a profile with `acct_profile`: credentials do not belong into state files"),
];

impl Keyword {
    /// `None` for an argument of the state.
    pub(super) fn of(name: &str) -> Option<Self> {
        if let Some(kind) = REQUISITES.iter().find(|kind| kind.keyword() == name) {
            return Some(Self::Requisite(*kind));
        }
        if let Some((_, kind)) = WITH_IN.iter().find(|(word, _)| *word == name) {
            return Some(Self::RequisiteIn(*kind));
        }
        if let Some((_, help)) = UNSUPPORTED.iter().find(|(word, _)| *word == name) {
            return Some(Self::Unsupported(help));
        }
        if IGNORED.contains(&name) {
            return Some(Self::Ignored);
        }
        match name {
            "arg_bind" => Some(Self::ArgBind),
            "names" => Some(Self::Names),
            "name" => Some(Self::Name),
            "order" => Some(Self::Order),
            "acct_profile" => Some(Self::AcctProfile),
            "sensitive" => Some(Self::Sensitive),
            "ignore_changes" => Some(Self::IgnoreChanges),
            "recreate_on_update" => Some(Self::RecreateOnUpdate),
            "unique" => Some(Self::Unique),
            _ => None,
        }
    }
}

/// Whether a word is a requisite, of which a state can have several items that add up.
pub(crate) fn is_requisite(name: &str) -> bool {
    matches!(Keyword::of(name), Some(Keyword::Requisite(_) | Keyword::RequisiteIn(_) | Keyword::ArgBind))
}

/// The requisite that an argument was probably meant to be: its name is close to one, and its
/// value looks like one.
pub(super) fn misspelt(name: &str, value: &Node) -> Option<&'static str> {
    let looks_like_one = value.as_list().is_some_and(|items| {
        !items.is_empty() && items.iter().all(|item| item.as_str().is_some() || item.as_single().is_some())
    });
    let words = REQUISITES.iter().map(|kind| kind.keyword()).chain(WITH_IN.iter().map(|(word, _)| *word));
    if looks_like_one { nearest(name, words) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_its_words() {
        assert_eq!(Keyword::of("require"), Some(Keyword::Requisite(RequisiteKind::Require)));
        assert_eq!(Keyword::of("onfail_in"), Some(Keyword::RequisiteIn(RequisiteKind::Onfail)));
        assert_eq!(Keyword::of("retry"), Some(Keyword::Ignored));
        assert_eq!(Keyword::of("cidr_block"), None);
    }
}
