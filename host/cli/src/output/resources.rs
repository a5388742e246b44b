//! Described resources as JMESPath expressions see them, and back.

use serde_json::json;
use wasmidem_contract::{Object, Value};

/// A list of `{"name": id, "ref": "path.function", "resource": [{parameter: value}, …]}`, from
/// states as they stand in a state file.
pub fn entries(states: &Value) -> Vec<Value> {
    let declarations = states.as_object().into_iter().flatten();
    declarations
        .flat_map(|(id, functions)| {
            let functions = functions.as_object().into_iter().flatten();
            functions.map(
                move |(reference, parameters)| json!({"name": id, "ref": reference, "resource": parameters}),
            )
        })
        .collect()
}

/// States from such a list.
///
/// # Errors
/// A sentence on the first element that is none of this form.
pub fn resources(entries: &Value) -> Result<Object, String> {
    let Value::Array(entries) = entries else {
        return Err("it gives no list".to_owned());
    };
    let mut states = Object::new();
    for (index, entry) in entries.iter().enumerate() {
        let text = |member: &str| entry.get(member).and_then(Value::as_str).map(str::to_owned);
        let (Some(name), Some(reference), Some(Value::Array(parameters))) =
            (text("name"), text("ref"), entry.get("resource"))
        else {
            return Err(format!("element {index} of what it gives has not `name`, `ref` and `resource`"));
        };
        let functions = states.entry(name).or_insert_with(|| Value::Object(Object::new()));
        if let Some(functions) = functions.as_object_mut() {
            functions.insert(reference, Value::Array(parameters.clone()));
        }
    }
    Ok(states)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        let states = json!({
            "a": {"x.present": [{"name": "a"}, {"n": 1}]},
            "b": {"x.present": [{"name": "b"}], "y.present": []},
        });
        let list = Value::Array(entries(&states));
        assert_eq!(list[1], json!({"name": "b", "ref": "x.present", "resource": [{"name": "b"}]}));
        assert_eq!(Value::Object(resources(&list).unwrap()), states);
    }

    #[test]
    fn says_what_is_no_resource() {
        assert_eq!(resources(&json!("x")).unwrap_err(), "it gives no list");
        assert!(resources(&json!([{"name": "a", "ref": "x"}])).unwrap_err().starts_with("element 0 "));
    }
}
