//! JSON with the member names of the AWS API, to and from the client's types.

use wasmidem_contract::{Object, Value, nearest};

/// What is wrong with an input, and where.
#[derive(Debug, PartialEq)]
pub(super) struct Problem {
    /// The way to the member: `TagSpecifications[0].ResourceType`.
    place: String,
    what: String,
}

impl Problem {
    fn new(what: impl Into<String>) -> Self {
        Self { place: String::new(), what: what.into() }
    }

    fn wrong_type(expected: &str, found: &Value) -> Self {
        let found = match found {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        Self::new(format!("must be {expected}, not {found}"))
    }

    fn within(mut self, step: &str) -> Self {
        let separator = if self.place.is_empty() || self.place.starts_with('[') { "" } else { "." };
        self.place = format!("{step}{separator}{}", self.place);
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.place.is_empty() {
            write!(f, "it {}", self.what)
        } else {
            write!(f, "`{}` {}", self.place, self.what)
        }
    }
}

/// Takes an object apart and notices members nobody asked for.
pub(super) struct Members<'a> {
    object: &'a Object,
    known: Vec<&'static str>,
}

impl<'a> Members<'a> {
    /// Reads an object with `read`, which must take every member it knows.
    pub(super) fn read<T>(
        value: &'a Value,
        read: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let Value::Object(object) = value else {
            return Err(Problem::wrong_type("an object", value));
        };
        let mut members = Self { object, known: Vec::new() };
        let made = read(&mut members)?;
        match object.keys().find(|name| !members.known.contains(&name.as_str())) {
            None => Ok(made),
            Some(name) => {
                let what = match nearest(name, members.known.iter().copied()) {
                    Some(meant) => format!("is not known; `{meant}` may be meant"),
                    None => "is not known".to_owned(),
                };
                Err(Problem::new(what).within(name))
            }
        }
    }

    /// A member; null counts as not given.
    pub(super) fn take<T: FromJson>(&mut self, name: &'static str) -> Result<Option<T>, Problem> {
        self.known.push(name);
        match self.object.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::from_json(value).map(Some).map_err(|problem| problem.within(name)),
        }
    }
}

pub(super) trait FromJson: Sized {
    fn from_json(value: &Value) -> Result<Self, Problem>;
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        value.as_str().map(str::to_owned).ok_or_else(|| Problem::wrong_type("a string", value))
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        value.as_bool().ok_or_else(|| Problem::wrong_type("a boolean", value))
    }
}

impl FromJson for i32 {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        match value {
            Value::Number(number) => {
                let whole = number.as_i64().and_then(|number| Self::try_from(number).ok());
                whole.ok_or_else(|| Problem::new("must be a whole number of 32 bits"))
            }
            _ => Err(Problem::wrong_type("a number", value)),
        }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, Problem> {
        let items = value.as_array().ok_or_else(|| Problem::wrong_type("a list", value))?;
        let item =
            |(index, item)| T::from_json(item).map_err(|problem| problem.within(&format!("[{index}]")));
        items.iter().enumerate().map(item).collect()
    }
}

pub(super) trait ToJson {
    fn to_json(self) -> Value;
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
}

/// The value of a member.
pub(super) fn member<T: ToJson>(value: Option<T>) -> Option<Value> {
    value.map(T::to_json)
}

/// An object of the members that have a value.
pub(super) fn object<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

/// Structures of EC2 that are read from JSON: member and setter of the builder.
macro_rules! inputs {
    ($($name:ident { $($member:ident: $setter:ident),* $(,)? })*) => {$(
        impl $crate::transport::json::FromJson for aws_sdk_ec2::types::$name {
            fn from_json(value: &wasmidem_contract::Value) -> Result<Self, $crate::transport::json::Problem> {
                $crate::transport::json::Members::read(value, |members| {
                    Ok(Self::builder()$(.$setter(members.take(stringify!($member))?))*.build())
                })
            }
        }
    )*};
}

/// Structures of EC2 that are written as JSON: member and field.
macro_rules! outputs {
    ($($name:ident { $($member:ident: $field:ident),* $(,)? })*) => {$(
        impl $crate::transport::json::ToJson for aws_sdk_ec2::types::$name {
            fn to_json(self) -> wasmidem_contract::Value {
                $crate::transport::json::object([
                    $((stringify!($member), $crate::transport::json::member(self.$field))),*
                ])
            }
        }
    )*};
}

/// Enumerations of EC2: text in JSON. A value the client does not know passes both ways.
macro_rules! words {
    ($($name:ident),* $(,)?) => {$(
        impl $crate::transport::json::FromJson for aws_sdk_ec2::types::$name {
            fn from_json(value: &wasmidem_contract::Value) -> Result<Self, $crate::transport::json::Problem> {
                <String as $crate::transport::json::FromJson>::from_json(value).map(|text| Self::from(text.as_str()))
            }
        }
        impl $crate::transport::json::ToJson for aws_sdk_ec2::types::$name {
            fn to_json(self) -> wasmidem_contract::Value {
                self.as_str().into()
            }
        }
    )*};
}

pub(super) use {inputs, outputs, words};

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: &Value) -> Result<(Option<String>, Option<Vec<i32>>), String> {
        Members::read(value, |members| Ok((members.take("VpcId")?, members.take("Ports")?)))
            .map_err(|problem| problem.to_string())
    }

    #[test]
    fn reads_what_fits() {
        assert_eq!(read(&json!({"VpcId": "v", "Ports": [1, -1]})), Ok((Some("v".into()), Some(vec![1, -1]))));
        assert_eq!(read(&json!({"VpcId": null})), Ok((None, None)));
    }

    #[test]
    fn says_what_does_not_fit_and_where() {
        let problem = |value| read(&value).unwrap_err();
        assert_eq!(problem(json!([])), "it must be an object, not a list");
        assert_eq!(problem(json!({"VpcId": 5})), "`VpcId` must be a string, not a number");
        assert_eq!(problem(json!({"Ports": [1, "2"]})), "`Ports[1]` must be a number, not a string");
        assert_eq!(
            problem(json!({"Ports": [4294967296u64]})),
            "`Ports[0]` must be a whole number of 32 bits"
        );
        assert_eq!(problem(json!({"VpcID": "v"})), "`VpcID` is not known; `VpcId` may be meant");
    }
}
