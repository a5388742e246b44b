//! The rules of a lifecycle.

use wasmidem_guest::prelude::*;

/// The rules.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Configuration {
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule: which objects, and what becomes of them.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Rule {
    /// Its name, unique in the bucket.
    #[object(rename = "ID")]
    pub id: Option<String>,
    /// `Enabled` or `Disabled`.
    pub status: String,
    /// Which objects; all of them unless given.
    pub filter: Option<Filter>,
    /// How keys begin, in the old form.
    pub prefix: Option<String>,
    /// When they go.
    pub expiration: Option<Expiration>,
    /// When they move.
    pub transitions: Option<Vec<Transition>>,
    /// When old versions move.
    pub noncurrent_version_transitions: Option<Vec<NoncurrentTransition>>,
    /// When old versions go.
    pub noncurrent_version_expiration: Option<NoncurrentExpiration>,
    /// When unfinished uploads go.
    pub abort_incomplete_multipart_upload: Option<Abort>,
}

/// Which objects a rule is for: by one of its members.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Filter {
    /// How keys begin.
    pub prefix: Option<String>,
    /// A tag they have.
    pub tag: Option<Tag>,
    /// More bytes than this.
    pub object_size_greater_than: Option<i64>,
    /// Fewer bytes than this.
    pub object_size_less_than: Option<i64>,
    /// Several of these.
    pub and: Option<And>,
}

/// Several properties at once.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct And {
    /// How keys begin.
    pub prefix: Option<String>,
    /// Tags they have.
    pub tags: Option<Vec<Tag>>,
    /// More bytes than this.
    pub object_size_greater_than: Option<i64>,
    /// Fewer bytes than this.
    pub object_size_less_than: Option<i64>,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    pub value: String,
}

/// When objects go.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Expiration {
    /// On a day, `2027-01-01T00:00:00Z`.
    pub date: Option<String>,
    /// After so many days.
    pub days: Option<i32>,
    /// Whether markers of deleted objects without versions go.
    pub expired_object_delete_marker: Option<bool>,
}

/// When objects move, and where.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Transition {
    /// On a day, `2027-01-01T00:00:00Z`.
    pub date: Option<String>,
    /// After so many days.
    pub days: Option<i32>,
    /// `STANDARD_IA`, `GLACIER` and others.
    pub storage_class: Option<String>,
}

/// When old versions move, and where.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct NoncurrentTransition {
    /// After so many days.
    pub noncurrent_days: Option<i32>,
    /// `STANDARD_IA`, `GLACIER` and others.
    pub storage_class: Option<String>,
    /// How many newer ones stay.
    pub newer_noncurrent_versions: Option<i32>,
}

/// When old versions go.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct NoncurrentExpiration {
    /// After so many days.
    pub noncurrent_days: Option<i32>,
    /// How many newer ones stay.
    pub newer_noncurrent_versions: Option<i32>,
}

/// When unfinished uploads go.
#[derive(Debug, Clone, PartialEq, Default, Object)]
pub struct Abort {
    /// After so many days.
    pub days_after_initiation: Option<i32>,
}

/// Whether what is there has all that is given. As deep as the rules are.
pub fn is_as_given(given: &Value, there: &Value) -> bool {
    match (given, there) {
        (Value::Object(given), Value::Object(there)) => {
            given.iter().all(|(name, value)| there.get(name).is_some_and(|there| is_as_given(value, there)))
        }
        (Value::Array(given), Value::Array(there)) => {
            given.len() == there.len()
                && given.iter().zip(there).all(|(given, there)| is_as_given(given, there))
        }
        _ => given == there,
    }
}
