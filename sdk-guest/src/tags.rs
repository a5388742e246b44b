use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Result,
    bindings::wasmidem::ec2::types::{Tag, TagSpecification},
    ec2,
    json::{Json, Members, Mismatch},
};

/// The tags of a resource. In state files a mapping, or a list of `{Key, Value}`.
///
/// Tags whose key begins with `aws:` belong to AWS: they are not read, and never changed.
// Filled by inserting: collecting a map sorts, and three sorts are a tenth of a small module.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags(BTreeMap<String, String>);

impl Tags {
    /// The value of a tag.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// For the `tag-specifications` of a creating call; `None` when there are no tags.
    /// `resource_type` is the EC2 API's word, e.g. `internet-gateway`.
    pub fn at_creation(resource_type: &str, tags: Option<&Self>) -> Option<Vec<TagSpecification>> {
        let tags = tags.filter(|tags| !tags.is_empty())?;
        Some(vec![TagSpecification { resource_type: resource_type.to_owned(), tags: listed(tags.iter()) }])
    }

    /// Makes the tags of an EC2 resource the desired ones, touching only those that differ, and
    /// says what was done. Nothing desired means nothing to do.
    ///
    /// # Errors
    /// When AWS refuses.
    pub fn update(id: &str, actual: Option<&Self>, desired: Option<&Self>) -> Result<Vec<String>> {
        let (wanted, unwanted) = Self::difference(actual, desired);
        let mut done = Vec::new();
        if !wanted.is_empty() {
            ec2::create_tags(&[id.to_owned()], &listed(wanted.iter()))?;
            done.push(format!("set tags {}", wanted.names()));
        }
        if !unwanted.is_empty() {
            ec2::delete_tags(&[id.to_owned()], &listed(unwanted.iter()))?;
            done.push(format!("removed tags {}", unwanted.names()));
        }
        Ok(done)
    }

    /// The tags to be set, and those to be removed. Nothing desired means nothing to do.
    pub(crate) fn difference(actual: Option<&Self>, desired: Option<&Self>) -> (Self, Self) {
        let none = Self::default();
        let Some(desired) = desired else { return (none.clone(), none) };
        let actual = actual.unwrap_or(&none);
        let owned = |(key, value): (&String, &String)| (key.clone(), value.clone());
        let wanted = desired.iter().filter(|(key, value)| actual.get(key) != Some(value));
        let unwanted = actual.iter().filter(|(key, _)| desired.get(key).is_none());
        (wanted.map(owned).collect(), unwanted.map(owned).collect())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keys with their values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter()
    }

    /// The keys for people.
    pub(crate) fn names(&self) -> String {
        let keys: Vec<String> = self.iter().map(|(key, _)| format!("`{key}`")).collect();
        keys.join(", ")
    }
}

fn listed<'a>(tags: impl Iterator<Item = (&'a String, &'a String)>) -> Vec<Tag> {
    tags.map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect()
}

impl From<Option<Vec<Tag>>> for Tags {
    fn from(tags: Option<Vec<Tag>>) -> Self {
        tags.into_iter()
            .flatten()
            .map(|tag| (tag.key, tag.value))
            .filter(|(key, _)| !key.starts_with("aws:"))
            .collect()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Tags {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(tags: I) -> Self {
        let mut collected = Self::default();
        for (key, value) in tags {
            collected.0.insert(key.into(), value.into());
        }
        collected
    }
}

impl<K: Into<String>, V: Into<String>, const N: usize> From<[(K, V); N]> for Tags {
    fn from(tags: [(K, V); N]) -> Self {
        tags.into_iter().collect()
    }
}

impl Json for Tags {
    fn schema() -> String {
        "\"type\":\"object\",\"x-tags\":true,\"additionalProperties\":{\"type\":\"string\"}".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(tags) => {
                let mut read = Self::default();
                for tag in tags {
                    let mut tag = Members::of(tag)?;
                    read.0.insert(tag.take("Key")?, tag.take::<Option<String>>("Value")?.unwrap_or_default());
                }
                Ok(read)
            }
            other => Ok(Self(Json::from_json(other)?)),
        }
    }

    fn to_json(&self, out: &mut String) {
        self.0.to_json(out);
    }
}
