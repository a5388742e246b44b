//! JSON with the member names of the AWS API, to and from the clients' types.

use serde_json::{Map, Value};

/// What the clients' types know of an output.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// A text, a number or a flag.
    Value,
    /// A list.
    List(Box<Known>),
    /// The members of a structure.
    Members(Vec<(&'static str, Known)>),
}

impl Known {
    /// What of a value is known here.
    pub fn of(&self, value: &Value) -> Value {
        match (self, value) {
            (Self::List(element), Value::Array(items)) => items.iter().map(|item| element.of(item)).collect(),
            (Self::Members(members), Value::Object(given)) => {
                let of =
                    |(name, known): &(&str, Self)| Some(((*name).to_owned(), known.of(given.get(*name)?)));
                Value::Object(members.iter().filter_map(of).collect())
            }
            _ => value.clone(),
        }
    }
}

/// The members of an input that the mapping has. None must be forgotten.
pub fn members<'a>(value: &'a Value, known: &[&str]) -> &'a Map<String, Value> {
    let members = value.as_object().unwrap_or_else(|| panic!("{value} must be an object"));
    for name in members.keys() {
        assert!(known.contains(&name.as_str()), "`{name}` is not in the mapping, which has {known:?}");
    }
    members
}

/// A member of an input.
pub fn take<T: FromJson>(members: &Map<String, Value>, name: &str) -> Option<T> {
    members.get(name).map(T::from_json)
}

/// What is known of a member of an output.
pub fn known<T: ToJson>(_: &Option<T>) -> Known {
    T::known()
}

/// What is known of a member of a structure, from how it is read.
pub fn known_of<S, T: ToJson>(_: fn(S) -> Option<T>) -> Known {
    T::known()
}

/// The value of a member.
pub fn member<T: ToJson>(value: Option<T>) -> Option<Value> {
    value.map(T::to_json)
}

/// An object of the members that have a value.
pub fn object<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

/// Read from JSON.
pub trait FromJson {
    /// The value.
    fn from_json(value: &Value) -> Self;
}

impl FromJson for String {
    fn from_json(value: &Value) -> Self {
        value.as_str().unwrap_or_else(|| panic!("{value} must be a text")).to_owned()
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Self {
        value.as_bool().unwrap_or_else(|| panic!("{value} must be true or false"))
    }
}

impl FromJson for i32 {
    fn from_json(value: &Value) -> Self {
        let whole = value.as_i64().and_then(|number| Self::try_from(number).ok());
        whole.unwrap_or_else(|| panic!("{value} must be a whole number of 32 bits"))
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Self {
        let items = value.as_array().unwrap_or_else(|| panic!("{value} must be a list"));
        items.iter().map(T::from_json).collect()
    }
}

/// Written as JSON.
pub trait ToJson {
    /// The value.
    fn to_json(self) -> Value;

    /// What is known of such values.
    fn known() -> Known {
        Known::Value
    }
}

impl ToJson for String {
    fn to_json(self) -> Value {
        self.into()
    }
}

impl ToJson for bool {
    fn to_json(self) -> Value {
        self.into()
    }
}

impl ToJson for i32 {
    fn to_json(self) -> Value {
        self.into()
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(self) -> Value {
        self.into_iter().map(T::to_json).collect()
    }

    fn known() -> Known {
        Known::List(Box::new(T::known()))
    }
}

/// Structures of EC2 that are read from JSON: member and setter of the builder.
macro_rules! inputs {
    ($($name:ident { $($member:ident: $setter:ident),* $(,)? })*) => {$(
        impl $crate::json::FromJson for aws_sdk_ec2::types::$name {
            fn from_json(value: &serde_json::Value) -> Self {
                let members = $crate::json::members(value, &[$(stringify!($member)),*]);
                Self::builder()$(.$setter($crate::json::take(members, stringify!($member))))*.build()
            }
        }
    )*};
}

/// Structures of EC2 that are written as JSON: member and field.
macro_rules! outputs {
    ($($name:ident { $($member:ident: $field:ident),* $(,)? })*) => {$(
        impl $crate::json::ToJson for aws_sdk_ec2::types::$name {
            fn to_json(self) -> serde_json::Value {
                $crate::json::object([$((stringify!($member), $crate::json::member(self.$field))),*])
            }

            fn known() -> $crate::json::Known {
                $crate::json::Known::Members(vec![
                    $((stringify!($member), $crate::json::known_of(|whole: Self| whole.$field))),*
                ])
            }
        }
    )*};
}

/// Enumerations of EC2: text in JSON. A value the client does not know passes both ways.
macro_rules! words {
    ($($name:ident),* $(,)?) => {$(
        impl $crate::json::FromJson for aws_sdk_ec2::types::$name {
            fn from_json(value: &serde_json::Value) -> Self {
                Self::from(<String as $crate::json::FromJson>::from_json(value).as_str())
            }
        }

        impl $crate::json::ToJson for aws_sdk_ec2::types::$name {
            fn to_json(self) -> serde_json::Value {
                self.as_str().into()
            }
        }
    )*};
}

pub(crate) use {inputs, outputs, words};
