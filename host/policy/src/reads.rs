//! What a policy looks at, read from its JSON form: the answers of policies that look at nothing
//! of the single request can be kept.

use serde_json::Value;

/// Members of the context that are the same for all calls of a module, operation, phase and profile.
const STEADY: [&str; 5] = ["phase", "profile", "region", "account", "run"];

/// What a policy looks at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    /// Something of the single request, or possibly so.
    ///
    /// INVARIANT: true unless each use of `context` takes one of [`STEADY`], and no text of a
    /// request is named otherwise.
    pub request: bool,
    /// The account.
    pub account: bool,
}

impl Reads {
    /// Of the JSON form of a policy.
    pub(crate) fn of(policy: &Value) -> Self {
        let mut reads = Self::default();
        // The scope names accounts as `resource in Account::"…"`.
        reads.walk(policy);
        reads
    }

    fn walk(&mut self, value: &Value) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Object(members) => {
                if members.get("Var").and_then(Value::as_str) == Some("context") {
                    self.request = true;
                }
                match members.get("type").and_then(Value::as_str) {
                    // `Texts::"input"` names what `context.input` is.
                    Some("Texts") => self.request = true,
                    Some("Account") => self.account = true,
                    _ => {}
                }
                for (name, member) in members {
                    match (name.as_str(), steady_member(member)) {
                        ("." | "has", Some(attribute)) => self.account |= attribute == "account",
                        _ => self.walk(member),
                    }
                }
            }
            Value::String(text) => self.account |= text == "Account",
            _ => {}
        }
    }
}

/// The member of the context that `.` or `has` takes, if it is a steady one.
fn steady_member(access: &Value) -> Option<&str> {
    let of_context = access.get("left")?.get("Var")?.as_str()? == "context";
    let attribute = access.get("attr")?.as_str()?;
    (of_context && STEADY.contains(&attribute)).then_some(attribute)
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
        ] {
            assert!(!reads(condition).request, "{condition}");
        }
        for condition in [
            "context.input.hasTag(\"x\")",
            "context.tags.hasTag(\"x\")",
            "context has state",
            "context has state.id && context.state.id == \"x\"",
            "context == context",
            "{ a: context }.a.input.hasTag(\"x\")",
            "Texts::\"input\".hasTag(\"x\")",
            "(if true then context else context).input.hasTag(\"x\")",
            "!(context.phase == \"apply\" || context.tags.hasTag(\"x\"))",
        ] {
            assert!(reads(condition).request, "{condition}");
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
