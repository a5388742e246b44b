//! Policy documents by what they mean (`x-policy` in `wit/README.md`).

use serde_json::Map;
use wasmidem_contract::Value;

/// Whether two documents, each JSON text or the document itself, mean the same: order, and whether
/// one thing stands in a list or alone, are no difference.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (document(one), document(other)) {
        (Some(one), Some(other)) => meaning(&one) == meaning(&other),
        _ => one == other,
    }
}

fn document(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok(),
        Value::Null => None,
        other => Some(other.clone()),
    }
}

/// The document without what makes no difference. As deep as the document, which the readers of
/// YAML and JSON bound.
fn meaning(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(meaning).collect();
            items.sort_by_cached_key(Value::to_string);
            match items.as_mut_slice() {
                [one] => one.take(),
                _ => Value::Array(items),
            }
        }
        Value::Object(members) => {
            let mut sorted: Vec<(String, Value)> =
                members.iter().map(|(name, value)| (name.clone(), meaning(value))).collect();
            sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Object(Map::from_iter(sorted))
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_are_compared_by_meaning() {
        let text = json!(r#"{"Statement": {"Action": ["b", "a"], "Effect": "Allow"}, "Version": "1"}"#);
        for same_thing in [
            json!(r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["a","b"]}]}"#),
            json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": ["a", "b"]}]}),
        ] {
            assert!(same(&text, &same_thing), "{same_thing}");
        }
        for another in [
            json!({"Version": "1", "Statement": [{"Effect": "Deny", "Action": ["a", "b"]}]}),
            json!({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "a"}]}),
            json!("no JSON"),
            json!(""),
            Value::Null,
        ] {
            assert!(!same(&text, &another), "{another}");
        }
        assert!(same(&json!("no JSON"), &json!("no JSON")));
    }
}
