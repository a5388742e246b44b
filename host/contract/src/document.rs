use serde_json::Value;

/// A document as idem shows it: JSON as Python's `json.dumps` writes it, in ASCII, with members and
/// lists of texts sorted. `None` when the value is a text that is no JSON, or no document at all.
pub(crate) fn standard_text(value: &Value) -> Option<String> {
    let mut out = String::new();
    match value {
        Value::String(text) => write(&serde_json::from_str(text).ok()?, &mut out),
        Value::Object(_) => write(value, &mut out),
        _ => return None,
    }
    Some(out)
}

/// As deep as the document, which the readers of YAML and JSON bound.
fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            let mut items: Vec<&Value> = items.iter().collect();
            if items.iter().all(|item| item.is_string()) {
                items.sort_by_key(|&item| item.as_str());
            }
            out.push('[');
            for (index, item) in items.into_iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(name, _)| *name);
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_text(name, out);
                out.push_str(": ");
                write(value, out);
            }
            out.push('}');
        }
        Value::String(text) => write_text(text, out),
        plain => out.push_str(&plain.to_string()),
    }
}

fn write_text(text: &str, out: &mut String) {
    let mut units = [0; 2];
    for character in Value::from(text).to_string().chars() {
        if matches!(character, ' '..='~') {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_are_written_as_python_writes_them() {
        let written = r#"{"Statement": [{"Action": ["a", "b"], "N": 1, "Sid": "\u00fc\n"}], "Version": "1"}"#;
        let document = json!({"Version": "1", "Statement": [{"Sid": "ü\n", "N": 1, "Action": ["b", "a"]}]});
        assert_eq!(standard_text(&document).as_deref(), Some(written));
        assert_eq!(standard_text(&json!(document.to_string())).as_deref(), Some(written));
        assert_eq!(standard_text(&json!("{no")), None);
        assert_eq!(standard_text(&json!([])), None);
    }
}
