//! Policy documents by what they mean (`x-policy` in `wit/README.md`).

use serde_json::Map;
use wasmidem_contract::{Object, Schema, Value};

/// Whether two documents, each JSON text or the document itself, mean the same: order, and whether
/// one thing stands in a list or alone, are no difference.
pub(crate) fn same(one: &Value, other: &Value) -> bool {
    match (document(one), document(other)) {
        (Some(one), Some(other)) => meaning(&one) == meaning(&other),
        _ => one == other,
    }
}

/// Turns documents that are written as mappings into the text that a state has: with sorted keys, as idem
/// writes it.
pub(crate) fn written_as_text(schema: &Schema, arguments: &mut Object) {
    for (name, argument) in arguments.iter_mut().filter(|(_, argument)| argument.is_object()) {
        let keyword = schema.member(name).and_then(|member| member.get("x-policy"));
        if keyword == Some(&Value::Bool(true)) {
            let mut text = String::new();
            write(argument, &mut text);
            *argument = Value::String(text);
        }
    }
}

/// As deep as the document, which the readers of YAML and JSON bound.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                out.push_str(if position > 0 { ", " } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (position, (name, value)) in sorted.into_iter().enumerate() {
                out.push_str(if position > 0 { ", " } else { "" });
                write(&Value::String(name.clone()), out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
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
    fn mappings_become_text() {
        let text = r#"{"properties": {"policy": {"x-policy": true}, "tags": {"type": "object"}}}"#;
        let given = json!({"policy": {"b": [1, {"d": "x\"", "c": null}], "a": {}}, "tags": {"a": "b"}});
        let mut arguments = given.as_object().cloned().unwrap();
        written_as_text(&Schema::parse(text).unwrap(), &mut arguments);
        assert_eq!(arguments["policy"], json!(r#"{"a": {}, "b": [1, {"c": null, "d": "x\""}]}"#));
        assert_eq!(arguments["tags"], given["tags"]);
    }

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
