//! The input of an operation of AWS.

use serde_json::Value;

use crate::json::{Json, to_value};

/// What can be a member of an input: whatever can be a member of a state, and text.
pub trait Given {
    /// The value, or `None` when there is none: the member is then left out.
    fn given(&self) -> Option<Value>;
}

impl<T: Json> Given for T {
    fn given(&self) -> Option<Value> {
        if self.is_absent() { None } else { Some(to_value(self)) }
    }
}

impl Given for str {
    fn given(&self) -> Option<Value> {
        Some(Value::String(self.to_owned()))
    }
}

/// The input of an operation: members of the AWS API with their values. Those that are `None` are
/// left out.
///
/// ```
/// use wasmidem_guest::{Tags, input, json};
///
/// let (path, boundary) = (Some("/a/".to_owned()), None::<String>);
/// assert_eq!(
///     input! { RoleName: "web", Path: path, PermissionsBoundary: boundary, Hours: 2 },
///     json!({"RoleName": "web", "Path": "/a/", "Hours": 2}),
/// );
/// ```
#[macro_export]
macro_rules! input {
    ($($member:ident: $value:expr),* $(,)?) => {{
        #[allow(unused_imports)]
        use $crate::Given as _;
        #[allow(unused_mut)]
        let mut members = $crate::Value::Object(::core::default::Default::default());
        $($crate::set_member(&mut members, stringify!($member), (&$value).given());)*
        members
    }};
}

/// Sets a member of an input, if there is a value.
#[doc(hidden)]
pub fn set_member(input: &mut Value, name: &str, value: Option<Value>) {
    if let (Some(members), Some(value)) = (input.as_object_mut(), value) {
        members.insert(name.to_owned(), value);
    }
}
