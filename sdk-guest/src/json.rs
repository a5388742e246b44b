//! How arguments and states travel: the types a member can have, their schema, and how they are
//! read and written. Authors meet it through `#[derive(Resource)]` and `#[derive(Object)]`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::Failure;

/// A type that a member of a state, an argument or a returned value can have.
pub trait Json: Sized {
    /// Whether a member of this type may be left out.
    const OPTIONAL: bool = false;

    /// Whether an exec function that returns it returns more than a value: see [`Answer`](crate::Answer).
    const ANSWER: bool = false;

    /// The keywords of its JSON Schema, without braces: `"type":"string"`.
    fn schema() -> String;

    /// Reads it.
    ///
    /// # Errors
    /// When the value does not fit.
    fn from_json(value: Value) -> Result<Self, Mismatch>;

    /// Writes it as JSON text.
    fn to_json(&self, out: &mut String);

    /// What a member is that was left out; `None` if it must be given.
    fn missing() -> Option<Self> {
        None
    }

    /// Whether a member with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// What does not fit, and where: `routes[0].GatewayId`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    place: String,
    problem: String,
}

impl Mismatch {
    fn new(expected: &str, found: &Value) -> Self {
        let found = match found {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a mapping",
        };
        Self { place: String::new(), problem: format!("must be {expected}, not {found}") }
    }

    /// Something that does not fit for a reason of its own: "must be …".
    pub(crate) fn because(problem: String) -> Self {
        Self { place: String::new(), problem }
    }

    fn inside(mut self, place: &str) -> Self {
        let dot = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        self.place = format!("{place}{dot}{}", self.place);
        self
    }
}

impl From<Mismatch> for Failure {
    fn from(mismatch: Mismatch) -> Self {
        let place =
            if mismatch.place.is_empty() { "the value".to_owned() } else { format!("`{}`", mismatch.place) };
        Self::invalid(format!("{place} {}", mismatch.problem))
    }
}

/// Reads a value from JSON text.
///
/// # Errors
/// When the text is not JSON or does not fit.
pub fn from_text<T: Json>(text: &str) -> crate::Result<T> {
    Ok(T::from_json(value_of(text)?)?)
}

/// Reads a value from a JSON value.
///
/// # Errors
/// When it does not fit.
pub fn from_value<T: Json>(value: Value) -> crate::Result<T> {
    Ok(T::from_json(value)?)
}

pub(crate) fn value_of(text: &str) -> crate::Result<Value> {
    serde_json::from_str(text)
        .map_err(|error| Failure::invalid(format!("what the host sent is not JSON: {error}")))
}

/// Writes a value as JSON text.
pub fn to_text<T: Json>(value: &T) -> String {
    let mut text = String::new();
    value.to_json(&mut text);
    text
}

/// A value as a JSON value.
pub fn to_value<T: Json>(value: &T) -> Value {
    // What `to_json` writes is JSON.
    serde_json::from_str(&to_text(value)).unwrap_or_default()
}

/// One member of an object's schema.
pub struct Member {
    name: &'static str,
    keywords: &'static str,
    required: bool,
    schema: fn() -> String,
}

impl Member {
    /// A member of type `T`; `keywords` are those beyond the type's, without braces.
    pub const fn of<T: Json>(name: &'static str, keywords: &'static str, computed: bool) -> Self {
        Self { name, keywords, required: !T::OPTIONAL && !computed, schema: T::schema }
    }
}

/// The schema keywords of an object with these members.
pub fn object_schema(keywords: &str, members: &[Member]) -> String {
    let properties: Vec<String> = members
        .iter()
        .map(|member| {
            format!("{}:{{{}}}", quoted(member.name), joined(&[member.keywords, &(member.schema)()]))
        })
        .collect();
    let required: Vec<String> =
        members.iter().filter(|member| member.required).map(|member| quoted(member.name)).collect();
    let required =
        if required.is_empty() { String::new() } else { format!("\"required\":[{}]", required.join(",")) };
    joined(&[
        keywords,
        "\"type\":\"object\"",
        &format!("\"properties\":{{{}}}", properties.join(",")),
        &required,
    ])
}

/// The whole schema of the arguments of a function that returns a `T`.
pub fn function_schema<T: Json>(keywords: &str, members: &[Member]) -> String {
    let answer = if T::ANSWER { ",\"x-answer\":true" } else { "" };
    format!("{{{}{answer}}}", object_schema(keywords, members))
}

pub(crate) fn joined(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(",")
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_text(text, &mut out);
    out
}

/// The members of an object that is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Members(Map<String, Value>);

impl Members {
    /// The members of a value, which must be an object.
    ///
    /// # Errors
    /// When it is not.
    pub fn of(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Object(members) => Ok(Self(members)),
            other => Err(Mismatch::new("a mapping", &other)),
        }
    }

    /// The value of a member, unless it is null. Left behind as null: to remove it would bring the
    /// rebalancing of trees into every module.
    fn value(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take).filter(|value| !value.is_null())
    }

    /// Takes a member out; null counts as not given.
    ///
    /// # Errors
    /// When it is required and not given, or does not fit.
    pub fn take<T: Json>(&mut self, name: &str) -> Result<T, Mismatch> {
        match self.value(name) {
            Some(value) => T::from_json(value).map_err(|mismatch| mismatch.inside(name)),
            _ => T::missing()
                .ok_or_else(|| Mismatch { place: name.to_owned(), problem: "must be given".to_owned() }),
        }
    }

    /// A member as [`Self::take`] takes it, and leaves it there.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn peek<T: Json>(&mut self, name: &str) -> Result<T, Mismatch> {
        let value = self.0.get(name).cloned();
        let peeked = self.take(name);
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        peeked
    }

    /// Takes out a member of members: `Role.Arn`.
    ///
    /// # Errors
    /// As [`Self::take`].
    pub fn at<T: Json>(&mut self, path: &str) -> Result<T, Mismatch> {
        let Some((name, inner)) = path.split_once('.') else { return self.take(path) };
        let members = self.0.entry(name).or_insert(Value::Null);
        if members.is_null() {
            *members = Value::Object(Map::new());
        }
        let mut held = Self::of(members.take()).map_err(|mismatch| mismatch.inside(name))?;
        let taken = held.at(inner).map_err(|mismatch| mismatch.inside(name));
        self.0.insert(name.to_owned(), Value::Object(held.0));
        taken
    }
}

/// An object whose members are taken out one by one.
impl Json for Members {
    fn schema() -> String {
        "\"type\":\"object\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        Self::of(value)
    }

    fn to_json(&self, out: &mut String) {
        let mut object = Writer::object(out);
        for (key, value) in &self.0 {
            object.nullable(key, value);
        }
        object.end();
    }
}

/// Writes an object member by member.
pub struct Writer<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Writer<'a> {
    /// Begins an object.
    pub fn object(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// Writes a member, unless its value is absent.
    pub fn member<T: Json>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.nullable(name, value);
        }
    }

    /// Writes a member, as null if its value is absent.
    pub fn nullable<T: Json>(&mut self, name: &str, value: &T) {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        write_text(name, self.out);
        self.out.push(':');
        value.to_json(self.out);
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => out.push(other),
        }
    }
    out.push('"');
}

impl Json for String {
    fn schema() -> String {
        "\"type\":\"string\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(Mismatch::new("a string", &other)),
        }
    }

    fn to_json(&self, out: &mut String) {
        write_text(self, out);
    }
}

impl Json for bool {
    fn schema() -> String {
        "\"type\":\"boolean\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or_else(|| Mismatch::new("a boolean", &value))
    }

    fn to_json(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Json for $integer {
            fn schema() -> String {
                "\"type\":\"integer\"".to_owned()
            }

            fn from_json(value: Value) -> Result<Self, Mismatch> {
                value
                    .as_i64()
                    .and_then(|number| Self::try_from(number).ok())
                    .ok_or_else(|| Mismatch::new(concat!("an integer (", stringify!($integer), ")"), &value))
            }

            fn to_json(&self, out: &mut String) {
                out.push_str(&self.to_string());
            }
        }
    )*};
}

integers!(i32, u32, i64);

impl Json for f64 {
    fn schema() -> String {
        "\"type\":\"number\"".to_owned()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        value.as_f64().ok_or_else(|| Mismatch::new("a number", &value))
    }

    fn to_json(&self, out: &mut String) {
        // JSON has no infinity. `{:?}` rather than the printer of serde_json, which brings 20 KB of
        // tables.
        if self.is_finite() {
            out.push_str(&format!("{self:?}"));
        } else {
            out.push_str("null");
        }
    }
}

impl<T: Json> Json for Option<T> {
    const OPTIONAL: bool = true;

    fn schema() -> String {
        T::schema()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        if value.is_null() { Ok(None) } else { T::from_json(value).map(Some) }
    }

    fn to_json(&self, out: &mut String) {
        match self {
            Some(value) => value.to_json(out),
            None => out.push_str("null"),
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn schema() -> String {
        format!("\"type\":\"array\",\"items\":{{{}}}", T::schema())
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        match value {
            Value::Array(items) => {
                let read = |(index, item)| {
                    T::from_json(item).map_err(|mismatch: Mismatch| mismatch.inside(&format!("[{index}]")))
                };
                items.into_iter().enumerate().map(read).collect()
            }
            other => Err(Mismatch::new("a list", &other)),
        }
    }

    fn to_json(&self, out: &mut String) {
        out.push('[');
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            item.to_json(out);
        }
        out.push(']');
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn schema() -> String {
        format!("\"type\":\"object\",\"additionalProperties\":{{{}}}", T::schema())
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        let mut read = Self::new();
        for (key, value) in &mut Members::of(value)?.0 {
            let value = T::from_json(value.take()).map_err(|mismatch| mismatch.inside(key))?;
            read.insert(key.clone(), value);
        }
        Ok(read)
    }

    fn to_json(&self, out: &mut String) {
        let mut object = Writer::object(out);
        for (key, value) in self {
            object.nullable(key, value);
        }
        object.end();
    }
}

/// Anything at all. An argument of this type must be given, and may be null.
impl Json for Value {
    fn schema() -> String {
        String::new()
    }

    fn from_json(value: Value) -> Result<Self, Mismatch> {
        Ok(value)
    }

    fn to_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(flag) => flag.to_json(out),
            Self::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(integer), _, _) => integer.to_json(out),
                (_, Some(integer), _) => out.push_str(&integer.to_string()),
                (_, _, number) => number.to_json(out),
            },
            Self::String(text) => text.to_json(out),
            Self::Array(items) => items.to_json(out),
            Self::Object(members) => {
                let mut object = Writer::object(out);
                for (key, value) in members {
                    object.nullable(key, value);
                }
                object.end();
            }
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::Null)
    }
}
