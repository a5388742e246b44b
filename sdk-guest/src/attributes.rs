use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Policy,
    json::{Json, Mismatch},
};

/// Attributes that AWS keeps as texts, as those of SNS. Each that is given is compared, those that
/// are documents (`Policy`, `DeliveryPolicy`, …) by what they mean.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes(BTreeMap<String, String>);

/// Those that are documents.
const DOCUMENTS: [&str; 6] =
    ["Policy", "DeliveryPolicy", "FilterPolicy", "RedrivePolicy", "ArchivePolicy", "ReplayPolicy"];

/// Those of subscriptions, which idem shows with sorted members; those of topics stay as they are.
const AS_TEXT: [&str; 3] = ["FilterPolicy", "RedrivePolicy", "ReplayPolicy"];

impl Attributes {
    /// The same with the texts that are JSON as idem writes it: with sorted members.
    #[must_use]
    pub fn standard(&self) -> Self {
        let written = |text: &str| match Policy::from_json(Value::String(text.to_owned())) {
            Ok(document) => document.text(),
            Err(_) => text.to_owned(),
        };
        self.iter().map(|(name, text)| (name.to_owned(), written(text))).collect()
    }

    /// An attribute; an empty text is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Sets an attribute.
    pub fn set(&mut self, name: &str, text: impl Into<String>) {
        self.0.insert(name.to_owned(), text.into());
    }

    /// Names with texts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same without those that are not given or empty, and only those of these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        names.iter().filter_map(|name| Some(((*name).to_owned(), self.get(name)?.to_owned()))).collect()
    }

    /// Those that are not so in `actual`.
    #[must_use]
    pub fn not_in(&self, actual: &Self) -> Self {
        let differs = |name: &str, text: &str| {
            let there = actual.0.get(name).map(String::as_str).unwrap_or_default();
            text != there && !(DOCUMENTS.contains(&name) && same_document(text, there))
        };
        let open = self.iter().filter(|(name, text)| differs(name, text));
        open.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }
}

impl FromIterator<(String, String)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(attributes: I) -> Self {
        let mut collected = Self::default();
        for (name, text) in attributes {
            collected.set(&name, text);
        }
        collected
    }
}

fn same_document(one: &str, other: &str) -> bool {
    let document = |text: &str| Policy::from_json(Value::String(text.to_owned())).ok();
    matches!((document(one), document(other)), (Some(one), Some(other)) if one == other)
}

impl Json for Attributes {
    fn schema() -> String {
        let document = |name: &&str| {
            let shown = if AS_TEXT.contains(name) { r#","x-json-text":true"# } else { "" };
            format!(r#""{name}":{{"type":["string","object"],"x-policy":true{shown}}}"#)
        };
        let documents: Vec<String> = DOCUMENTS.iter().map(document).collect();
        format!(
            "\"type\":\"object\",\"properties\":{{{}}},\"additionalProperties\":{{\"type\":\"string\"}}",
            documents.join(",")
        )
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut read = Self::default();
        for (name, value) in BTreeMap::<String, Value>::from_json(value)? {
            let text = match value {
                Value::String(text) => text,
                document => Policy::from(document).text(),
            };
            read.set(&name, text);
        }
        Ok(read)
    }

    fn to_json(&self, out: &mut String) {
        self.0.to_json(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{json, json::from_value};

    #[test]
    fn documents_are_compared_by_meaning() {
        let actual: Attributes =
            from_value(json!({"Policy": "{\"a\":[1],\"b\":2}", "DisplayName": "x", "Other": ""})).unwrap();
        let desired: Attributes =
            from_value(json!({"Policy": {"b": 2, "a": 1}, "DisplayName": "y", "Other": ""})).unwrap();
        assert_eq!(desired.not_in(&actual), from_value(json!({"DisplayName": "y"})).unwrap());
        assert_eq!(desired.get("Policy"), Some("{\"a\": 1, \"b\": 2}"));
        assert_eq!(desired.only(&["DisplayName", "Other"]), from_value(json!({"DisplayName": "y"})).unwrap());
    }
}
