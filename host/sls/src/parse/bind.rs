//! The explicit `arg_bind` requisite: `- arg_bind: [{path: [{id: [{from: to}]}]}]` puts the value
//! `from` of another state at `to` in the arguments. It says the same as a `${path:id:from}` there.

use serde_json::Value;
use wasmidem_contract::{Diagnostic, Object, Reference};

use crate::problems::Problems;
use crate::yaml::{Entry, Node};

const FORM: &str = "write it like `- arg_bind: [{aws.ec2.vpc: [{my_vpc: [{resource_id: vpc_id}]}]}]`";

/// Puts the references of an `arg_bind` into the arguments; what is malformed is reported.
pub(super) fn apply(value: &Node, arguments: &mut Object, problems: &mut Problems) {
    for path in entries(value, problems) {
        for id in entries(&path.value, problems) {
            for binding in entries(&id.value, problems) {
                bind(path, id, binding, arguments, problems);
            }
        }
    }
}

fn bind(path: &Entry, id: &Entry, binding: &Entry, arguments: &mut Object, problems: &mut Problems) {
    let (Some(path), Some(id), Some(from), Some(to)) =
        (path.key.as_str(), id.key.as_str(), binding.key.as_str(), binding.value.as_str())
    else {
        return malformed(&binding.value, problems);
    };
    let place = binding.key.place;
    let Some(reference) = Reference::parse(&format!("{path}:{id}:{from}")) else {
        let problem =
            Diagnostic::error("sls-arg-bind", format!("`{path}:{id}:{from}` is not a value of a state"));
        return problems.report(problem.with_help(FORM), place);
    };
    if let Err(message) = set(arguments, to, Value::String(reference.text)) {
        problems.report(Diagnostic::error("sls-arg-bind", message).with_help(FORM), place);
    }
}

/// The entries of a mapping or of a list of mappings.
fn entries<'n>(node: &'n Node, problems: &mut Problems) -> Vec<&'n Entry> {
    if let Some(entries) = node.as_mapping() {
        return entries.iter().collect();
    }
    let Some(items) = node.as_list() else {
        malformed(node, problems);
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        match item.as_mapping() {
            Some(entries) => found.extend(entries),
            None => malformed(item, problems),
        }
    }
    found
}

fn malformed(node: &Node, problems: &mut Problems) {
    let message = format!("`arg_bind` is a list of mappings, but this is {}", node.describe());
    problems.report(Diagnostic::error("sls-arg-bind", message).with_help(FORM), node.place);
}

/// Sets what a path such as `kwargs:value` or `routes[0]:GatewayId` means.
fn set(arguments: &mut Object, path: &str, value: Value) -> Result<(), String> {
    let missing = |part: &str| format!("there is no place `{part}` for `{path}` in the arguments");
    let mut parts = path.split(':');
    let first = parts.next().unwrap_or_default();
    let (key, indexes) = first.split_at(first.find('[').unwrap_or(first.len()));
    if key.is_empty() {
        return Err(missing(first));
    }
    let mut here = arguments.entry(key).or_insert(Value::Null);
    here = element(here, indexes).ok_or_else(|| missing(first))?;
    for part in parts {
        let (key, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
        if !key.is_empty() {
            if here.is_null() {
                *here = Value::Object(Object::new());
            }
            here = here.as_object_mut().ok_or_else(|| missing(part))?.entry(key).or_insert(Value::Null);
        }
        here = element(here, indexes).ok_or_else(|| missing(part))?;
    }
    *here = value;
    Ok(())
}

/// The element that `[1][2]` means.
fn element<'v>(mut here: &'v mut Value, mut indexes: &str) -> Option<&'v mut Value> {
    while let Some(rest) = indexes.strip_prefix('[') {
        let (index, after) = rest.split_once(']')?;
        here = here.as_array_mut()?.get_mut(index.trim().parse::<usize>().ok()?)?;
        indexes = after;
    }
    indexes.is_empty().then_some(here)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn sets_places() {
        let mut arguments = json!({"a": {"b": [1, {"c": 2}]}}).as_object().unwrap().clone();
        set(&mut arguments, "a:b[1]:c", json!("x")).unwrap();
        set(&mut arguments, "kwargs:value", json!("y")).unwrap();
        assert_eq!(json!(arguments), json!({"a": {"b": [1, {"c": "x"}]}, "kwargs": {"value": "y"}}));
        for path in ["a:b[7]", "a:b[1]:c:d", "[0]", "a[", ""] {
            assert!(set(&mut arguments, path, json!(1)).is_err(), "{path}");
        }
    }
}
