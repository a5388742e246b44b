//! Tags in the forms that the services of AWS have for them.

use serde_json::{Map, Value};

use crate::{
    Members, Result, Tags,
    json::{Mismatch, to_value},
};

impl Tags {
    /// As most services have them: a list of `{Key, Value}`. `None` when there are no tags.
    pub fn listed(&self) -> Option<Value> {
        self.listed_as("Key", "Value")
    }

    /// As a list of objects with other names for key and value: `TagKey` and `TagValue` (KMS), `key`
    /// and `value` (ECS). `None` when there are no tags.
    pub fn listed_as(&self, key: &str, value: &str) -> Option<Value> {
        let one = |(name, content): (&String, &String)| {
            let mut tag = Map::new();
            tag.insert(key.to_owned(), Value::String(name.clone()));
            tag.insert(value.to_owned(), Value::String(content.clone()));
            Value::Object(tag)
        };
        let tags: Vec<Value> = self.iter().map(one).collect();
        if tags.is_empty() { None } else { Some(Value::Array(tags)) }
    }

    /// As a mapping (SQS, Lambda, CloudWatch Logs). `None` when there are no tags.
    pub fn mapped(&self) -> Option<Value> {
        if self.is_empty() { None } else { Some(to_value(self)) }
    }

    /// The same without those of AWS itself (`aws:…`).
    #[must_use]
    pub fn managed(self) -> Self {
        self.iter()
            .filter(|(key, _)| !key.starts_with("aws:"))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// Makes tags the desired ones, touching only those that differ, and says what was done: `set`
    /// gets those to be set, `remove` the keys of those to be removed. Nothing desired means nothing
    /// to do.
    ///
    /// # Errors
    /// When AWS refuses.
    pub fn enforce<S, R>(
        actual: &Option<Self>,
        desired: &Option<Self>,
        set: impl FnOnce(&Self) -> Result<S>,
        remove: impl FnOnce(Vec<String>) -> Result<R>,
    ) -> Result<Vec<String>> {
        let (wanted, unwanted) = Self::difference(actual.as_ref(), desired.as_ref());
        let mut done = Vec::new();
        if !wanted.is_empty() {
            set(&wanted)?;
            done.push(format!("set tags {}", wanted.names()));
        }
        if !unwanted.is_empty() {
            remove(unwanted.iter().map(|(key, _)| key.clone()).collect())?;
            done.push(format!("removed tags {}", unwanted.names()));
        }
        Ok(done)
    }
}

impl Members {
    /// Takes out a member that is tags, as a list of `{Key, Value}` or as a mapping. Those of AWS
    /// itself (`aws:…`) are left out.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn tags(&mut self, name: &str) -> Result<Option<Tags>, Mismatch> {
        Ok(self.take::<Option<Tags>>(name)?.map(Tags::managed))
    }

    /// Takes out a member that is tags, as a list with other names for key and value.
    ///
    /// # Errors
    /// When it does not fit.
    pub fn tags_as(&mut self, name: &str, key: &str, value: &str) -> Result<Option<Tags>, Mismatch> {
        let Some(listed) = self.take::<Option<Vec<Self>>>(name)? else { return Ok(None) };
        let mut tags = Vec::new();
        for mut tag in listed {
            tags.push((tag.take::<String>(key)?, tag.take::<Option<String>>(value)?.unwrap_or_default()));
        }
        Ok(Some(Tags::managed(tags.into_iter().collect())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    #[test]
    fn tags_have_the_form_of_the_service() {
        let tags = Tags::from([("a", "1")]);
        assert_eq!(tags.listed(), Some(json!([{"Key": "a", "Value": "1"}])));
        assert_eq!(tags.listed_as("TagKey", "TagValue"), Some(json!([{"TagKey": "a", "TagValue": "1"}])));
        assert_eq!(tags.mapped(), Some(json!({"a": "1"})));
        assert_eq!(Tags::default().listed(), None);
        assert_eq!(Tags::default().mapped(), None);
    }

    #[test]
    fn tags_are_read_in_each_form_without_those_of_aws() {
        let mut read = Members::of(json!({
            "Tags": [{"Key": "a", "Value": "1"}, {"Key": "aws:x", "Value": "1"}],
            "map": {"a": "1", "aws:x": "1"},
            "other": [{"key": "a", "value": "1"}, {"key": "b"}],
        }))
        .unwrap();
        let one = Tags::from([("a", "1")]);
        assert_eq!(read.tags("Tags").unwrap().as_ref(), Some(&one));
        assert_eq!(read.tags("map").unwrap().as_ref(), Some(&one));
        assert_eq!(read.tags_as("other", "key", "value").unwrap(), Some(Tags::from([("a", "1"), ("b", "")])));
        assert_eq!(read.tags("none").unwrap(), None);
    }

    #[test]
    fn only_what_differs_is_touched() {
        let actual = Some(Tags::from([("a", "1"), ("b", "2"), ("c", "3")]));
        let desired = Some(Tags::from([("a", "1"), ("b", "9")]));
        let done = Tags::enforce(
            &actual,
            &desired,
            |set| {
                assert_eq!(set, &Tags::from([("b", "9")]));
                Ok(())
            },
            |keys| {
                assert_eq!(keys, ["c"]);
                Ok(())
            },
        );
        assert_eq!(done.unwrap(), ["set tags `b`", "removed tags `c`"]);
        let refuse = |_: &Tags| -> Result<()> { Err(crate::Failure::other("called")) };
        let none = Tags::enforce(&actual, &None, refuse, |_| -> Result<()> { Ok(()) });
        assert_eq!(none.unwrap(), Vec::<String>::new());
    }
}
