//! How two values differ.

use std::collections::BTreeMap;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use roxmltree::{Document, Node};
use serde_json::Value;

/// Where two values differ; times are compared as times, numbers as numbers.
pub fn values(place: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                match other.get(name) {
                    Some(expected) => values(&format!("{place}.{name}"), value, expected, found),
                    None => found.push(format!("{place}.{name} is only in ours: {}", short(value))),
                }
            }
            for (name, value) in other.iter().filter(|(name, _)| !one.contains_key(*name)) {
                found.push(format!("{place}.{name} is not in ours: {}", short(value)));
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (value, expected)) in one.iter().zip(other).enumerate() {
                values(&format!("{place}[{index}]"), value, expected, found);
            }
        }
        _ if is_same(ours, theirs) => {}
        _ => found.push(format!("{place} is {}, not {}", short(ours), short(theirs))),
    }
}

fn is_same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(one), Value::Number(other)) => match (one.as_i64(), other.as_i64()) {
            (Some(one), Some(other)) => one == other,
            _ => one.as_f64() == other.as_f64(),
        },
        (Value::String(text), Value::Number(number)) => {
            time(text) == number.as_f64() && number.as_f64().is_some()
        }
        (Value::String(one), Value::String(other)) => {
            one == other || time(one).is_some_and(|one| time(other) == Some(one))
        }
        _ => ours == theirs,
    }
}

fn time(text: &str) -> Option<f64> {
    if !text.ends_with('Z') {
        return None;
    }
    let time = DateTime::from_str(text, Format::DateTime).ok()?;
    #[expect(clippy::cast_precision_loss, reason = "what seconds as a float are")]
    Some((time.as_nanos() / 1000) as f64 / 1e6)
}

fn short(value: &Value) -> String {
    value.to_string().chars().take(200).collect()
}

/// Where two lists of names and values differ, whatever their order.
pub fn pairs(place: &str, ours: &[(String, String)], theirs: &[(String, String)], found: &mut Vec<String>) {
    let sorted = |pairs: &[(String, String)]| {
        let mut pairs = pairs.to_vec();
        pairs.sort();
        pairs
    };
    let (ours, theirs) = (sorted(ours), sorted(theirs));
    if ours != theirs {
        let only = |one: &[(String, String)], other: &[(String, String)]| {
            one.iter().filter(|pair| !other.contains(pair)).take(4).cloned().collect::<Vec<_>>()
        };
        found.push(format!(
            "{place}: only in ours {:?}, not in ours {:?}",
            only(&ours, &theirs),
            only(&theirs, &ours)
        ));
    }
}

/// The pairs of a form or query.
pub fn form(text: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
    };
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    text.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

/// Where two bodies in JSON differ.
pub fn json(ours: &[u8], theirs: &[u8], found: &mut Vec<String>) {
    match (serde_json::from_slice(ours), serde_json::from_slice(theirs)) {
        (Ok(ours), Ok(theirs)) => values("body", &ours, &theirs, found),
        _ => texts(ours, theirs, found),
    }
}

/// Where two bodies in XML differ.
pub fn xml(ours: &[u8], theirs: &[u8], found: &mut Vec<String>) {
    // botocore leaves line ends as they are, and readers make others of some; ours are escaped.
    let one = String::from_utf8_lossy(ours).replace("&#xD;&#xA;", "&#xA;").replace("&#xD;", "&#xA;");
    let other = String::from_utf8_lossy(theirs).replace("&#xD;&#xA;", "&#xA;");
    match (Document::parse(&one), Document::parse(&other)) {
        (Ok(one), Ok(other)) => values("body", &tree(one.root_element()), &tree(other.root_element()), found),
        _ => texts(ours, theirs, found),
    }
}

/// An element as a value. Space between elements counts for nothing.
fn tree(node: Node<'_, '_>) -> Value {
    let children: Vec<Value> = node.children().filter(Node::is_element).map(tree).collect();
    let text: String = node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
    let name = |name: &str, namespace: Option<&str>| {
        format!("{}{name}", namespace.map(|uri| format!("{{{uri}}}")).unwrap_or_default())
    };
    let attributes: BTreeMap<String, &str> =
        node.attributes().map(|one| (name(one.name(), one.namespace()), one.value())).collect();
    let text = if children.is_empty() { text } else { String::new() };
    let namespaces: Vec<&str> = if attributes.is_empty() {
        Vec::new()
    } else {
        node.namespaces().map(roxmltree::Namespace::uri).collect()
    };
    serde_json::json!({
        "name": name(node.tag_name().name(), node.tag_name().namespace()),
        "attributes": attributes,
        "namespaces": namespaces,
        "text": text,
        "children": children,
    })
}

/// Two bodies that are the same or not.
pub fn texts(ours: &[u8], theirs: &[u8], found: &mut Vec<String>) {
    if ours != theirs {
        let show = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(1000).collect::<String>();
        found.push(format!("body is {:?}, not {:?}", show(ours), show(theirs)));
    }
}

/// Where two bodies in CBOR differ.
pub fn cbor(ours: &[u8], theirs: &[u8], found: &mut Vec<String>) {
    match (ours.is_empty(), theirs.is_empty()) {
        (true, true) => {}
        (false, false) => values("body", &crate::cbor::value(ours), &crate::cbor::value(theirs), found),
        _ => found.push(format!("body has {} bytes, not {}", ours.len(), theirs.len())),
    }
}

/// Whether two headers say the same: JSON in base64 may be written differently.
pub fn is_same_header(ours: &str, theirs: &str) -> bool {
    let plain = |text: &str| text.replace(", ", ",").trim_end_matches("; charset=utf-8").trim().to_owned();
    let json = |text: &str| {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    plain(ours) == plain(theirs) || json(ours).is_some_and(|value| json(theirs) == Some(value))
}
