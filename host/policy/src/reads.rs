//! What a policy looks at, read from its JSON form: answers are kept for all requests that are the
//! same in it.

use std::collections::BTreeSet;

use serde_json::Value;

/// Members of the context that are the same for all calls of a module, operation, phase and profile.
const STEADY: [&str; 5] = ["phase", "profile", "region", "account", "run"];

/// What policies look at of a single request.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct View {
    /// The members of the request, by name.
    pub input: BTreeSet<String>,
    /// The tags, by name.
    pub tags: BTreeSet<String>,
    /// The state the call is for.
    pub state: bool,
    /// The resource, otherwise than by the profile, region or account it is in.
    pub resource: bool,
    /// More than can be told, or possibly so.
    pub all: bool,
}

impl View {
    /// Everything.
    fn whole() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether nothing is looked at.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// With what another looks at.
    pub(crate) fn join(&mut self, other: &Self) {
        self.input.extend(other.input.iter().cloned());
        self.tags.extend(other.tags.iter().cloned());
        self.state |= other.state;
        self.resource |= other.resource;
        self.all |= other.all;
    }
}

/// What a policy looks at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    /// What of the single request.
    ///
    /// INVARIANT: says `all` unless each use of `context` and `resource` is understood, and no text
    /// of a request is named otherwise.
    pub request: View,
    /// The account.
    pub account: bool,
}

impl Reads {
    /// Everything: what cannot be looked into is taken to read all.
    pub(crate) fn everything() -> Self {
        Self { request: View::whole(), account: true }
    }

    /// Of the JSON form of a policy.
    pub(crate) fn of(policy: &Value) -> Self {
        let mut reads = Self::default();
        // The scope names accounts as `resource in Account::"…"`.
        reads.walk(policy);
        reads.request.resource |= policy.get("resource").is_some_and(scope_tells_resources);
        reads
    }

    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(members) => {
                match members.get("Var").and_then(Value::as_str) {
                    Some("context") => self.request.all = true,
                    Some("resource") => self.request.resource = true,
                    _ => {}
                }
                match members.get("type").and_then(Value::as_str) {
                    // `Texts::"input"` names what `context.input` is.
                    Some("Texts") => self.request.all = true,
                    Some("Account") => self.account = true,
                    _ => {}
                }
                members.iter().for_each(|(name, member)| self.walk_member(name, member));
            }
            Value::String(text) => self.account |= text == "Account",
            _ => {}
        }
    }

    fn walk_member(&mut self, name: &str, member: &Value) {
        match (name, context_member(member)) {
            ("." | "has", Some("state")) => self.request.state = true,
            ("." | "has", Some(attribute)) if STEADY.contains(&attribute) => {
                self.account |= attribute == "account";
            }
            ("hasTag" | "getTag", _) => match text_of_request(member) {
                Some(("input", key)) => self.request.input.extend([key.to_owned()]),
                Some(("tags", key)) => self.request.tags.extend([key.to_owned()]),
                _ => self.walk(member),
            },
            ("in", _) if is_within_a_place(member) => self.walk(member.get("right").unwrap_or(member)),
            _ => self.walk(member),
        }
    }
}

/// `context.input.getTag("key")`, as `("input", "key")`.
fn text_of_request(access: &Value) -> Option<(&str, &str)> {
    let texts = context_member(access.get("left")?.get(".")?)?;
    Some((texts, access.get("right")?.get("Value")?.as_str()?))
}

/// Whether this is `resource in Region::"…"`, or another place that all resources of a profile are in.
fn is_within_a_place(test: &Value) -> bool {
    let of_resource = test.pointer("/left/Var").and_then(Value::as_str) == Some("resource");
    let kind = test.pointer("/right/Value/__entity/type").and_then(Value::as_str);
    of_resource && kind.is_some_and(|kind| kind != "Resource")
}

/// Whether the scope tells one resource of a profile from another.
fn scope_tells_resources(scope: &Value) -> bool {
    let kind = scope.pointer("/entity/type").and_then(Value::as_str);
    match scope.get("op").and_then(Value::as_str) {
        Some("All") => false,
        Some("in") => kind.is_none_or(|kind| kind == "Resource"),
        _ => true,
    }
}

/// The member of the context that `.` or `has` takes.
fn context_member(access: &Value) -> Option<&str> {
    let of_context = access.get("left")?.get("Var")?.as_str()? == "context";
    access.get("attr")?.as_str().filter(|_| of_context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cedar_policy::Policy;

    fn reads(condition: &str) -> Reads {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        Reads::of(&Policy::parse(None, text).unwrap().to_json().unwrap())
    }

    #[test]
    fn tells_steady_from_single() {
        for condition in [
            "true",
            "context.phase == \"apply\"",
            "context has account && context.account == \"1\"",
            "context.run.hasTag(\"x\") && context.run.getTag(\"x\") == \"input\"",
            "[\"a\"].contains(context.region)",
            "principal.digest like \"sha256:*\"",
            "resource in Account::\"1\"",
            "resource in Profile::\"default\" || resource in Region::\"r\"",
        ] {
            assert!(reads(condition).request.is_empty(), "{condition}");
        }
        for condition in [
            "context == context",
            "{ a: context }.a.input.hasTag(\"x\")",
            "Texts::\"input\".hasTag(\"x\")",
            "(if true then context else context).input.hasTag(\"x\")",
            "context.input.hasTag(context.phase)",
            "context has state.id && context.state.id == \"x\" && context.input == context.tags",
        ] {
            assert!(reads(condition).request.all, "{condition}");
        }
    }

    #[test]
    fn knows_what_of_a_request_is_looked_at() {
        let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        let condition = "context.input.hasTag(\"a\") && context.input.getTag(\"b\") == \"c\" \
                         && !(context.phase == \"apply\" || context.tags.hasTag(\"x\"))";
        let view = reads(condition).request;
        assert_eq!(view, View { input: set(&["a", "b"]), tags: set(&["x"]), ..View::default() });
        for condition in ["context has state", "context has state && context.state.id == \"x\""] {
            assert_eq!(reads(condition).request, View { state: true, ..View::default() }, "{condition}");
        }
        for condition in [
            "resource == Profile::\"a\"",
            "resource is Resource && resource.kind == \"vpc\"",
            "resource in Resource::\"vpc-0a1b2c3d\"",
            "[resource].contains(Profile::\"a\")",
            "resource in [Region::\"a\", Resource::\"vpc-0a1b2c3d\"]",
        ] {
            assert_eq!(reads(condition).request, View { resource: true, ..View::default() }, "{condition}");
        }
        for (scope, tells) in [
            ("resource", false),
            ("resource in Region::\"a\"", false),
            ("resource in Resource::\"vpc-0a1b2c3d\"", true),
            ("resource == Profile::\"a\"", true),
            ("resource is Resource", true),
            ("resource is Resource in Region::\"a\"", true),
        ] {
            let text = format!("permit(principal, action, {scope});");
            let policy = Policy::parse(None, text).unwrap().to_json().unwrap();
            assert_eq!(Reads::of(&policy).request.resource, tells, "{scope}");
        }
    }

    #[test]
    fn knows_who_needs_the_account() {
        assert!(reads("context has account").account);
        assert!(reads("resource in Account::\"1\"").account);
        assert!(!reads("resource in Region::\"1\"").account);
        let scope = "permit(principal, action, resource in Account::\"1\");";
        assert!(Reads::of(&Policy::parse(None, scope).unwrap().to_json().unwrap()).account);
    }
}
