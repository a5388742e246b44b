//! Comparing what is desired with what is there, by the schema: the rules stand in `wit/README.md`.

use wasmidem_contract::{Object, Schema, Value};

use crate::policy_document;

/// Comparisons of elements of two lists; longer lists are compared as wholes, in order. No resource
/// of AWS comes near.
const COMPARISONS: usize = 1_000_000;

/// A member that is not as desired.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Difference {
    /// Its name.
    pub(crate) member: String,
    /// What is there.
    pub(crate) actual: Value,
    /// What the state file says.
    pub(crate) desired: Value,
    /// It can be set at creation only.
    pub(crate) create_only: bool,
}

/// The members of `desired` that are not so in `actual`. Members that are not given, computed ones,
/// those that AWS does not tell, and the id are not compared.
pub(crate) fn differences(schema: &Schema, desired: &Object, actual: &Object) -> Vec<Difference> {
    desired
        .iter()
        .filter(|(name, value)| !value.is_null() && *name != "resource_id")
        .filter_map(|(name, value)| {
            let member = schema.member(name)?;
            if schema.computed(name) || schema.write_only(name) {
                return None;
            }
            let there = actual.get(name).unwrap_or(&Value::Null);
            (!fits(member, value, there)).then(|| Difference {
                member: name.clone(),
                actual: there.clone(),
                desired: value.clone(),
                create_only: schema.create_only(name),
            })
        })
        .collect()
}

/// Whether what is there is as desired.
fn fits(schema: &Value, desired: &Value, actual: &Value) -> bool {
    if schema.get("x-policy") == Some(&Value::Bool(true)) {
        return policy_document::same(desired, actual);
    }
    match (desired, actual) {
        // Nothing given and nothing there are the same thing.
        (Value::Object(desired), Value::Null) => desired.is_empty(),
        (Value::Array(desired), Value::Null) => desired.is_empty(),
        (Value::String(desired), Value::Null) => desired.is_empty(),
        (Value::Object(desired), Value::Object(actual)) if schema.get("properties").is_none() => {
            desired == actual
        }
        (Value::Object(desired), Value::Object(actual)) => desired.iter().all(|(name, value)| {
            let member =
                schema.get("properties").and_then(|members| members.get(name)).unwrap_or(&Value::Null);
            value.is_null() || fits(member, value, actual.get(name).unwrap_or(&Value::Null))
        }),
        (Value::Array(desired), Value::Array(actual)) => match_lists(schema, desired, actual).is_none(),
        _ => desired == actual || both_numbers_equal(desired, actual),
    }
}

fn both_numbers_equal(a: &Value, b: &Value) -> bool {
    matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if (a - b).abs() < f64::EPSILON)
}

/// `None` when the lists fit, else the list as it will be: what is there and stays, then what is
/// missing.
fn match_lists(schema: &Value, desired: &[Value], actual: &[Value]) -> Option<Vec<Value>> {
    let item = schema.get("items").unwrap_or(&Value::Null);
    if desired.len().saturating_mul(actual.len()) > COMPARISONS {
        return (desired != actual).then(|| desired.to_vec());
    }
    let mut free: Vec<Option<&Value>> = actual.iter().map(Some).collect();
    let mut missing = Vec::new();
    for wanted in desired {
        match free.iter_mut().find(|place| place.is_some_and(|there| fits(item, wanted, there))) {
            Some(place) => *place = None,
            None => missing.push(wanted.clone()),
        }
    }
    let left_over = free.iter().flatten().any(|there| !unmanaged(schema, there));
    if missing.is_empty() && !left_over {
        return None;
    }
    let stays = actual
        .iter()
        .zip(&free)
        .filter(|(there, place)| place.is_none() || unmanaged(schema, there))
        .map(|(there, _)| there.clone());
    Some(stays.chain(missing).collect())
}

/// Whether what is there may be a beginning of what is desired: nothing in it contradicts, things may
/// be missing, and switches may not be set yet.
pub(crate) fn may_become(schema: &Value, desired: &Value, actual: &Value) -> bool {
    match (desired, actual) {
        (_, Value::Null | Value::Bool(_)) => true,
        (Value::Array(desired), Value::Array(actual)) => {
            if desired.len().saturating_mul(actual.len()) > COMPARISONS {
                return false;
            }
            let item = schema.get("items").unwrap_or(&Value::Null);
            let managed = actual.iter().filter(|there| !unmanaged(schema, there));
            managed.into_iter().all(|there| desired.iter().any(|wanted| fits(item, wanted, there)))
        }
        (Value::Object(desired), Value::Object(actual)) => actual.iter().all(|(name, there)| {
            let member =
                schema.get("properties").and_then(|members| members.get(name)).unwrap_or(&Value::Null);
            desired.get(name).is_none_or(|wanted| may_become(member, wanted, there))
                && (schema.get("properties").is_some() || desired.contains_key(name))
        }),
        _ => fits(schema, desired, actual),
    }
}

/// Whether an element of a list is none of our business.
fn unmanaged(schema: &Value, element: &Value) -> bool {
    let patterns = schema.get("x-unmanaged").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    patterns
        .iter()
        .filter_map(Value::as_object)
        .any(|pattern| pattern.iter().all(|(name, value)| element.get(name) == Some(value)))
}

/// What the state will be once `desired` is enforced on `actual`, as far as it can be known.
pub(crate) fn predicted(schema: &Schema, desired: &Object, actual: &Object) -> Object {
    let mut state = actual.clone();
    for difference in differences(schema, desired, actual) {
        if difference.create_only {
            continue;
        }
        let member = schema.member(&difference.member).unwrap_or(&Value::Null);
        let value = match (&difference.desired, &difference.actual) {
            (Value::Array(desired), Value::Array(actual)) => {
                match_lists(member, desired, actual).map_or_else(|| difference.desired.clone(), Value::Array)
            }
            (Value::Object(desired), Value::Object(actual)) if member.get("properties").is_some() => {
                let mut merged = actual.clone();
                merged.extend(desired.clone());
                Value::Object(merged)
            }
            (desired, _) => desired.clone(),
        };
        state.insert(difference.member, value);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn schema() -> Schema {
        let text = json!({"properties": {
            "tags": {"type": "object", "additionalProperties": {"type": "string"}},
            "blocks": {"type": "array", "items": {"type": "object", "properties": {"Cidr": {}}}},
            "routes": {"type": "array", "items": {"type": "object", "properties": {}}, "x-unmanaged": [{"Gateway": "local"}]},
            "options": {"type": "object", "properties": {"a": {}, "b": {}}},
            "arn": {"type": "string", "x-computed": true},
            "zone": {"type": "string", "x-create-only": true},
            "policy": {"type": ["string", "object"], "x-policy": true},
            "acl": {"type": "string", "x-create-only": true, "x-write-only": true},
        }});
        Schema::parse(&text.to_string()).unwrap()
    }

    fn object(value: Value) -> Object {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn nothing_given_is_nothing_there() {
        let nothing = json!({"zone": "", "tags": {}, "blocks": []});
        assert_eq!(names(nothing, json!({})), [""; 0]);
        assert_eq!(names(json!({"zone": "a"}), json!({})), ["zone"]);
    }

    #[test]
    fn policies_are_compared_by_meaning() {
        let actual = json!({"policy": r#"{"Statement": [{"Action": "a"}]}"#});
        assert_eq!(names(json!({"policy": {"Statement": {"Action": ["a"]}}}), actual.clone()), [""; 0]);
        assert_eq!(names(json!({"policy": {"Statement": {"Action": ["b"]}}}), actual), ["policy"]);
    }

    fn names(desired: Value, actual: Value) -> Vec<String> {
        differences(&schema(), &object(desired), &object(actual))
            .into_iter()
            .map(|difference| difference.member)
            .collect()
    }

    #[test]
    fn compares_by_schema() {
        let actual = json!({
            "tags": {"a": "1"}, "blocks": [{"Cidr": "x", "Id": 1}, {"Cidr": "y", "Id": 2}],
            "routes": [{"Gateway": "local"}, {"Gateway": "igw", "State": "active"}], "options": {"a": 1, "b": 2}, "arn": "q",
        });
        let same = json!({
            "tags": {"a": "1"}, "blocks": [{"Cidr": "y"}, {"Cidr": "x"}], "routes": [{"Gateway": "igw"}],
            "options": {"b": 2}, "arn": "other", "acl": "private", "resource_id": "z", "unknown": 1,
        });
        assert!(names(same, actual.clone()).is_empty());
        let other = json!({
            "tags": {}, "blocks": [{"Cidr": "y"}], "routes": [], "options": {"b": 3}, "zone": "a",
        });
        assert_eq!(names(other, actual), ["tags", "blocks", "routes", "options", "zone"]);
    }

    #[test]
    fn empty_is_nothing() {
        assert!(names(json!({"tags": {}, "blocks": [], "options": null}), json!({})).is_empty());
    }

    #[test]
    fn tells_beginnings_from_others() {
        let begins = |name: &str, desired: Value, actual: Value| {
            may_become(schema().member(name).unwrap(), &desired, &actual)
        };
        let both = json!([{"Cidr": "x"}, {"Cidr": "y"}]);
        assert!(begins("blocks", both.clone(), json!([{"Cidr": "x", "Id": 1}])));
        assert!(!begins("blocks", both, json!([{"Cidr": "z"}])));
        assert!(begins("routes", json!([{"Gateway": "igw"}]), json!([{"Gateway": "local"}])));
        assert!(begins("tags", json!({"a": "1", "b": "2"}), json!({"a": "1"})));
        assert!(!begins("tags", json!({"a": "1"}), json!({"a": "2"})));
        assert!(!begins("tags", json!({"a": "1"}), json!({"c": "1"})));
        assert!(begins("options", json!({"a": true}), json!({"a": false, "b": 2})));
        assert!(!begins("zone", json!("a"), json!("b")));
    }

    #[test]
    fn predicts_lists_keeping_what_is_there() {
        let actual =
            object(json!({"routes": [{"Gateway": "local"}, {"Gateway": "old"}], "zone": "a", "x": 1}));
        let desired = object(json!({"routes": [{"Gateway": "new"}], "zone": "b"}));
        assert_eq!(
            Value::Object(predicted(&schema(), &desired, &actual)),
            json!({"routes": [{"Gateway": "local"}, {"Gateway": "new"}], "zone": "a", "x": 1})
        );
    }
}
