//! CBOR as JSON, read independently of what is compared.

use ciborium::Value as Item;
use serde_json::{Value, json};

/// The value of a body; what is wrong with it, if it is none.
pub fn value(body: &[u8]) -> Value {
    match ciborium::from_reader::<Item, _>(body) {
        Ok(item) => convert(item),
        Err(error) => json!({"broken": error.to_string()}),
    }
}

fn convert(item: Item) -> Value {
    match item {
        Item::Integer(number) => i64::try_from(number).map_or_else(|_| json!("large"), Value::from),
        Item::Bytes(bytes) => json!({"bytes": bytes}),
        Item::Float(number) if number.is_finite() => json!(number),
        Item::Float(number) => json!(number.to_string()),
        Item::Text(text) => json!(text),
        Item::Bool(flag) => json!(flag),
        Item::Null => Value::Null,
        Item::Tag(tag, item) => match convert(*item) {
            Value::Number(number) => json!({"tag": tag, "item": number.as_f64()}),
            item => json!({"tag": tag, "item": item}),
        },
        Item::Array(items) => Value::Array(items.into_iter().map(convert).collect()),
        Item::Map(items) => Value::Object(
            items
                .into_iter()
                .map(|(key, item)| (key.as_text().unwrap_or("?").to_owned(), convert(item)))
                .collect(),
        ),
        _ => json!("unknown"),
    }
}
