//! Mistakes that Cedar's types allow: texts that an attribute can never have.

use serde_json::Value;
use wasmidem_contract::Phase;

const PHASES: [Phase; 4] = [Phase::Plan, Phase::Apply, Phase::Drift, Phase::Describe];

/// The names of the phases.
pub(crate) fn phases() -> Vec<String> {
    PHASES.iter().map(Phase::to_string).collect()
}

/// Texts that the JSON form of a policy compares with the phase, and that are none.
pub(crate) fn unknown_phases(policy: &Value) -> Vec<String> {
    let mut compared = Vec::new();
    collect(policy, &mut compared);
    let known = phases();
    compared.retain(|text| !known.contains(text));
    compared
}

fn collect(value: &Value, compared: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, compared)),
        Value::Object(members) => {
            for (name, member) in members {
                if matches!(name.as_str(), "==" | "!=" | "contains") {
                    let sides = [member.get("left"), member.get("right")];
                    if sides.iter().any(|side| side.is_some_and(is_phase)) {
                        sides.into_iter().flatten().for_each(|side| texts(side, compared));
                    }
                }
                collect(member, compared);
            }
        }
        _ => {}
    }
}

fn is_phase(value: &Value) -> bool {
    let Some(access) = value.get(".") else { return false };
    access.pointer("/left/Var").and_then(Value::as_str) == Some("context")
        && access.get("attr").and_then(Value::as_str) == Some("phase")
}

/// The literal texts of one side: a text, or a set of such.
fn texts(side: &Value, found: &mut Vec<String>) {
    let literals = match side.get("Set") {
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.get("Value")).collect(),
        _ => Vec::from_iter(side.get("Value")),
    };
    for literal in literals {
        match literal {
            Value::Array(items) => found.extend(items.iter().filter_map(Value::as_str).map(str::to_owned)),
            other => found.extend(other.as_str().map(str::to_owned)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cedar_policy::Policy;

    fn unknown(condition: &str) -> Vec<String> {
        let text = format!("permit(principal, action, resource) when {{ {condition} }};");
        unknown_phases(&Policy::parse(None, text).unwrap().to_json().unwrap())
    }

    #[test]
    fn finds_phases_that_are_none() {
        assert_eq!(unknown("context.phase == \"aply\""), ["aply"]);
        assert_eq!(unknown("!(\"aply\" != context.phase)"), ["aply"]);
        assert_eq!(unknown("[\"plan\", \"dritf\"].contains(context.phase)"), ["dritf"]);
        assert_eq!(unknown("context.phase == \"apply\" && context.region == \"aply\""), [""; 0]);
    }
}
